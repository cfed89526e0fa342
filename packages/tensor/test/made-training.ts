import { type CheckpointStore, createRandomStream, type ModelFile } from "@zpd/core";
import { createKernelEngine } from "../src/engines/kernel-engine";
import type { Machine } from "../src/kernels/machine";
import { createReferenceMachine } from "../src/kernels/reference-machine";
import { normalWeights, xavierUniform, zeroWeights } from "../src/parts/initialisers";
import { bucketByLength, type Window } from "../src/training/length-batches";
import type { TrainingPlan } from "../src/training/training-plan";
import type { Engine, Weights } from "../src/types/engine";
import type { Ops, Value, Values } from "../src/types/ops";

/** The `cpu` backend. */
export function plainEngine(createMachine: () => Machine = () => createReferenceMachine("float32")): Engine {
  return createKernelEngine({ name: "cpu", reason: "plain TypeScript is enough for a test" }, createMachine);
}

const INPUTS = 6;

/** Weights of a network with one hidden layer. */
export function madeWeights(seed: number, hidden = 5): Weights {
  const random = createRandomStream(seed, "made weights");
  return {
    first: xavierUniform(random, [INPUTS, hidden]),
    firstBias: zeroWeights([hidden]),
    second: normalWeights(random, [hidden, 1], 0.5),
    secondBias: zeroWeights([1]),
  };
}

function logitsOf(ops: Ops, { first, firstBias, second, secondBias }: Values, inputs: Value): Value {
  return ops.linear(ops.activate(ops.linear(inputs, first!, firstBias!), "tanh"), second!, secondBias!);
}

/** Rows of made inputs with a right answer that they decide, up to noise. */
export interface MadeBatch {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

function madeRows(seed: number, count: number): MadeBatch {
  const random = createRandomStream(seed, "made rows");
  const inputs = Float32Array.from({ length: count * INPUTS }, () => random.normal());
  const targets = Float32Array.from({ length: count }, (_, row) =>
    inputs[row * INPUTS]! + inputs[row * INPUTS + 1]! * inputs[row * INPUTS + 2]! + random.normal() > 0 ? 1 : 0,
  );
  return { inputs, targets };
}

/** Share of pairs of a right and a wrong answer in the right order, by comparing all. */
function areaUnderCurve(scores: Float32Array, targets: Float32Array): number {
  let pairs = 0;
  let ordered = 0;
  for (let a = 0; a < scores.length; a++) {
    for (let b = 0; b < scores.length; b++) {
      if (targets[a] !== 1 || targets[b] !== 0) continue;
      pairs++;
      ordered += scores[a]! > scores[b]! ? 1 : scores[a] === scores[b] ? 0.5 : 0;
    }
  }
  return ordered / pairs;
}

export interface MadeOptions {
  readonly engine?: Engine;
  readonly rows?: number;
  readonly hidden?: number;
  readonly batchSize?: number;
  readonly validates?: boolean;
  /** Leaves a share of the inputs out, with another seed for each batch. */
  readonly dropout?: number;
}

/** A small network, batches in an order of each epoch's own, validation on other rows. */
export function madePlan(seed: number, options: MadeOptions = {}): TrainingPlan<readonly Window[]> {
  const { engine = plainEngine(), rows = 120, validates = true, dropout = 0, hidden, batchSize = 8 } = options;
  const trainable = engine.createTrainable(madeWeights(seed, hidden));
  const train = madeRows(seed, rows);
  const held = madeRows(seed + 1, 60);
  const lengths = Int32Array.from({ length: rows / 4 }, () => 4);
  return {
    trainable,
    batches: (epoch) => bucketByLength(lengths, { batchSize, windowLength: 3, seed, epoch }),
    predictionsOf: (batch) => batch.reduce((sum, { from, to }) => sum + to - from, 0),
    loss: (batch) => (ops, weights) => {
      const ids = batch.flatMap(({ sequence, from, to }) =>
        Array.from({ length: to - from }, (_, k) => 4 * sequence + from + k),
      );
      const inputs = Float32Array.from(ids.flatMap((id) => [...train.inputs.subarray(id * INPUTS, (id + 1) * INPUTS)]));
      const x = ops.dropout(ops.constant(inputs, [ids.length, INPUTS]), dropout, batch[0]!.sequence);
      const targets = ops.constant(
        Float32Array.from(ids, (id) => train.targets[id]!),
        [ids.length],
      );
      const ones = ops.constant(new Float32Array(ids.length).fill(1), [ids.length]);
      return ops.affine(ops.sum(ops.binaryCrossEntropy(logitsOf(ops, weights, x), targets, ones)), 1 / ids.length);
    },
    ...(validates
      ? {
          validate: async () => {
            const [scores] = await trainable.evaluate((ops, weights) => [
              logitsOf(ops, weights, ops.constant(held.inputs, [held.targets.length, INPUTS])),
            ]);
            return areaUnderCurve(scores!, held.targets);
          },
        }
      : {}),
    identity: { model: "made", inputs: INPUTS },
  };
}

/** A clock that ticks once a call. */
export function tickingClock(stepMs = 10): () => number {
  let time = 0;
  return () => {
    time += stepMs;
    return time;
  };
}

/** Keeps the last state in memory, in a copy. */
export function memoryStore(): CheckpointStore & { saved: ModelFile | undefined; saves: number } {
  return {
    saved: undefined,
    saves: 0,
    async load() {
      return this.saved;
    },
    async save(state) {
      this.saved = structuredClone(state);
      this.saves++;
    },
  };
}
