import type { Tensor } from "@tensorflow/tfjs-core";
import type { Tensorflow } from "./tensorflow";

/** Cuts rows that lie step after step `[T B, N]` (or `[T, B, N]`) into one `[B, N]` a step. */
export function unstackSteps(tf: Tensorflow, x: Tensor, steps: number): Tensor[] {
  const n = x.shape.at(-1)!;
  return tf.unstack(tf.reshape(x, [steps, x.size / (steps * n), n]));
}

/** From step after step `[T, B, N]` to learner after learner `[B T, N]`. */
export function byLearner(tf: Tensorflow, x: Tensor): Tensor {
  const [steps, batch, n] = x.shape as [number, number, number];
  return tf.reshape(tf.transpose(x, [1, 0, 2]), [batch * steps, n]);
}

/** What stood before each step: the first state, then all states but the last `[T, B, N]`. */
export function statesBefore(tf: Tensorflow, first: Tensor, states: Tensor): Tensor {
  const [steps, batch, n] = states.shape as [number, number, number];
  const start = tf.reshape(first, [1, batch, n]);
  return steps === 1 ? start : tf.concat([start, tf.slice(states, [0, 0, 0], [steps - 1, batch, n])], 0);
}

/** All steps' rows as one matrix `[T B, N]`. */
export function joinSteps(tf: Tensorflow, x: Tensor): Tensor {
  const n = x.shape.at(-1)!;
  return tf.reshape(x, [x.size / n, n]);
}
