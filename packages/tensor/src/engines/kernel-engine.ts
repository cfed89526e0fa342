import { assertThat, type BackendReport, ZpdError } from "@zpd/core";
import type { Machine } from "../kernels/machine";
import { SQUARE_SUMS } from "../kernels/square-sums";
import { Tape, type TapeValue } from "../ops/tape";
import { createTapeOps } from "../ops/tape-ops";
import type {
  BuildLoss,
  BuildValues,
  Engine,
  StepResult,
  Trainable,
  TrainableState,
  UpdateOptions,
  Weights,
} from "../types/engine";
import { ParameterBlocks } from "./parameter-blocks";

/** Multiplications that one weight's update is worth. */
const UPDATE_WORK = 10;

class KernelTrainable implements Trainable {
  private readonly blocks: ParameterBlocks;
  private readonly sums: number;
  private updates = 0;

  constructor(
    private readonly machine: Machine,
    weights: Weights,
  ) {
    this.blocks = new ParameterBlocks(machine, weights);
    this.sums = machine.reserve(SQUARE_SUMS);
  }

  async step(build: BuildLoss, update: UpdateOptions): Promise<StepResult> {
    const loss = this.backward(build);
    const gradientNorm = this.gradientNorm();
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      throw new ZpdError("NUMERICAL", {
        where: "trainable.step",
        expected: "a finite loss and gradient",
        got: `loss ${loss}, gradient norm ${gradientNorm}`,
        advice: "lower the learning rate or clipNorm",
      });
    }
    this.updates++;
    const { machine, blocks, updates } = this;
    const { learningRate, beta1, beta2, epsilon, l2, decay, clipNorm } = update;
    machine.call(
      "adam",
      UPDATE_WORK * blocks.size,
      blocks.weights,
      blocks.gradients,
      blocks.first,
      blocks.second,
      blocks.size,
      gradientNorm > clipNorm ? clipNorm / gradientNorm : 1,
      beta1,
      beta2,
      learningRate / (1 - beta1 ** updates),
      1 / Math.sqrt(1 - beta2 ** updates),
      epsilon,
      l2,
      decay * learningRate,
    );
    return { loss, gradientNorm };
  }

  async gradients(build: BuildLoss) {
    const loss = this.backward(build);
    return { loss, gradients: this.blocks.read(this.blocks.gradients) };
  }

  async evaluate(build: BuildValues): Promise<readonly Float32Array[]> {
    const mark = this.machine.mark();
    try {
      const tape = new Tape(this.machine, false);
      const values = build(createTapeOps(tape), this.blocks.values(false)) as readonly TapeValue[];
      return values.map(({ data, size }) => Float32Array.from(this.machine.float.subarray(data, data + size)));
    } finally {
      this.machine.release(mark);
    }
  }

  async state(): Promise<TrainableState> {
    const { blocks, updates } = this;
    return {
      updates,
      weights: blocks.read(blocks.weights),
      firstMoments: blocks.read(blocks.first),
      secondMoments: blocks.read(blocks.second),
    };
  }

  async restore({ updates, weights, firstMoments, secondMoments }: TrainableState): Promise<void> {
    const { blocks } = this;
    blocks.write(blocks.weights, weights);
    blocks.write(blocks.first, firstMoments);
    blocks.write(blocks.second, secondMoments);
    this.updates = updates;
  }

  close(): void {}

  /** Fills the gradients; returns the loss. */
  private backward(build: BuildLoss): number {
    const { machine, blocks } = this;
    const mark = machine.mark();
    try {
      machine.call("fill", blocks.size, blocks.gradients, blocks.size, 0);
      const tape = new Tape(machine, true);
      const loss = build(createTapeOps(tape), blocks.values(true)) as TapeValue;
      assertThat(loss.size === 1, "SHAPE", {
        where: "trainable.step",
        expected: "a loss of one number",
        got: `shape [${loss.shape}]`,
      });
      const value = machine.float[loss.data]!;
      tape.backward(loss);
      return value;
    } finally {
      machine.release(mark);
    }
  }

  private gradientNorm(): number {
    const { machine, blocks, sums } = this;
    machine.call("sumOfSquares", blocks.size, blocks.gradients, blocks.size, sums);
    let total = 0;
    for (let k = 0; k < SQUARE_SUMS; k++) total += machine.float[sums + k]!;
    return Math.sqrt(total);
  }
}

/** Runs models on a machine's kernels. Each trainable gets a machine of its own, made by `createMachine`. */
export function createKernelEngine(backend: BackendReport, createMachine: () => Machine): Engine {
  const machines: Machine[] = [];
  return {
    backend,
    createTrainable(weights) {
      const machine = createMachine();
      machines.push(machine);
      return new KernelTrainable(machine, weights);
    },
    close() {
      for (const machine of machines) machine.close();
    },
  };
}
