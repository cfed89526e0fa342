import type { Tensor } from "@tensorflow/tfjs-core";
import type { MemoryScanInput } from "../../types/ops";
import { gatherRows } from "./rows";
import { byLearner, unstackSteps } from "./steps";
import { type Tensorflow, withGradient } from "./tensorflow";
import type { TensorflowRun } from "./tensorflow-run";

/** What one step has, for each learner: weights as a column `[B, S, 1]`, erase and add as rows `[B, 1, V]`. */
interface MemoryStep {
  readonly weights: Tensor;
  readonly erase: Tensor;
  readonly add: Tensor;
}

function stepsOf(tf: Tensorflow, weights: Tensor, erase: Tensor, add: Tensor, steps: number): MemoryStep[] {
  const asRow = (x: Tensor): Tensor => tf.expandDims(x, 1);
  const [rows, erases, adds] = [weights, erase, add].map((x) => unstackSteps(tf, x, steps)) as [
    Tensor[],
    Tensor[],
    Tensor[],
  ];
  return rows.map((row, t) => ({
    weights: tf.expandDims(row, 2) as Tensor,
    erase: asRow(erases[t]!),
    add: asRow(adds[t]!),
  }));
}

/** M + w (a - M e), the outer product over slots and columns. */
function write(tf: Tensorflow, memory: Tensor, { weights, erase, add }: MemoryStep): Tensor {
  return tf.add(memory, tf.mul(weights, tf.sub(add, tf.mul(memory, erase))));
}

/**
 * Reads and writes, step after step. Only the memories before each step are kept for the way back: TensorFlow.js's
 * tape would keep five arrays of their size a step.
 *
 * `weights` `[T B, S]`, `erase` and `add` `[T B, V]` are gathered already; zeros there neither read nor write.
 */
function scan(tf: Tensorflow, weights: Tensor, erase: Tensor, add: Tensor, memory: Tensor, steps: number): Tensor {
  const batch = weights.shape[0]! / steps;
  const [slots, width] = memory.shape as [number, number];
  return withGradient(tf, [weights, erase, add, memory], () => {
    let state: Tensor = tf.tile(tf.expandDims(memory, 0), [batch, 1, 1]);
    const reads: Tensor[] = [];
    const states: Record<string, Tensor> = {};
    for (const [t, step] of stepsOf(tf, weights, erase, add, steps).entries()) {
      states[`before${t}`] = state;
      reads.push(tf.reshape(tf.matMul(step.weights, state, true, false), [batch, width]));
      state = write(tf, state, step);
    }
    return {
      value: tf.stack(reads),
      saved: { ...states, weights, erase, add },
      gradient: (dy, saved: Readonly<Record<string, Tensor>>) => {
        const made = stepsOf(tf, saved.weights!, saved.erase!, saved.add!, steps);
        const arriving = unstackSteps(tf, dy, steps);
        const dweights: Tensor[] = [];
        const derase: Tensor[] = [];
        const dadd: Tensor[] = [];
        let dstate: Tensor = tf.zeros([batch, slots, width]);
        for (let t = steps - 1; t >= 0; t--) {
          const step = made[t]!;
          const before = saved[`before${t}`]!;
          const dread = tf.expandDims(arriving[t]!, 1) as Tensor;
          const change = tf.sub(step.add, tf.mul(before, step.erase));
          dweights[t] = tf.sum(tf.add(tf.mul(before, dread), tf.mul(dstate, change)), 2);
          const weighted = tf.mul(dstate, step.weights) as Tensor;
          dadd[t] = tf.sum(weighted, 1);
          derase[t] = tf.neg(tf.sum(tf.mul(weighted, before), 1));
          dstate = tf.add(tf.sub(dstate, tf.mul(weighted, step.erase)), tf.mul(step.weights, dread));
        }
        const join = (parts: Tensor[]) => tf.concat(parts, 0);
        return [join(dweights), join(derase), join(dadd), tf.sum(dstate, 0)];
      },
    };
  });
}

export function memoryScan(run: TensorflowRun, input: MemoryScanInput): Tensor {
  const { tf } = run;
  const tokens = run.stepAfterStep(input.tokens, input);
  const weights = gatherRows(run, input.weights as Tensor, run.stepAfterStep(input.keys, input));
  const erase = gatherRows(run, input.erase as Tensor, tokens);
  const add = gatherRows(run, input.add as Tensor, tokens);
  return byLearner(tf, scan(tf, weights, erase, add, input.memory as Tensor, input.steps));
}
