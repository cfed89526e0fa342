import type { Tensor } from "@tensorflow/tfjs-core";
import { assertThat } from "@zpd/core";
import { hashedUniform } from "../../kernels/hashed-uniform";
import type { Activation } from "../../types/activations";
import { asFloats, type Tensorflow, withGradient, withoutGradient } from "./tensorflow";
import type { TensorflowRun } from "./tensorflow-run";

/** Refuses what TensorFlow.js would broadcast in other ways than by rows. */
export function assertRowOrSame(where: string, a: Tensor, b: Tensor): void {
  if (a.size === b.size && a.rank === b.rank) return;
  const columns = a.shape.at(-1)!;
  assertThat(b.size === columns && b.rank === 1, "SHAPE", {
    where,
    expected: `b of the shape [${a.shape}] or [${columns}]`,
    got: `[${b.shape}]`,
  });
}

const activations: Record<Activation, (tf: Tensorflow, x: Tensor) => Tensor> = {
  sigmoid: (tf, x) => tf.sigmoid(x),
  tanh: (tf, x) => tf.tanh(x),
  relu: (tf, x) => tf.relu(x),
  exp: (tf, x) => tf.exp(x),
  softplus: (tf, x) => tf.softplus(x),
  log: (tf, x) => tf.log(x),
  step: (tf, x) => withoutGradient(tf, () => tf.where(tf.isNaN(x), x, asFloats(tf, tf.greaterEqual(x, 0)))),
  // Its own gradient, because that of TensorFlow.js has a slope of -1 at 0.
  abs: (tf, x) =>
    withGradient(tf, [x], () => ({
      value: tf.abs(x),
      saved: { x },
      gradient: (dy, saved) => [tf.mul(dy, tf.sign(saved.x))],
    })),
};

export function activate(tf: Tensorflow, x: Tensor, kind: Activation): Tensor {
  return activations[kind](tf, x);
}

/** The mask is drawn here, so that every engine drops the same elements. */
export function dropout({ tf, training }: TensorflowRun, x: Tensor, rate: number, seed: number): Tensor {
  assertThat(rate >= 0 && rate < 1, "INVALID_CONFIG", {
    where: "ops.dropout",
    expected: "a rate from 0 to below 1",
    got: String(rate),
  });
  if (!training || rate === 0) return x;
  const mask = new Float32Array(x.size);
  const kept = 1 / (1 - rate);
  for (let k = 0; k < mask.length; k++) if (hashedUniform(seed, k) >= rate) mask[k] = kept;
  return tf.mul(x, tf.tensor(mask, x.shape));
}

/** The same numbers, cut off the tape. */
export function detach(tf: Tensorflow, x: Tensor): Tensor {
  return withoutGradient(tf, () => tf.clone(x));
}
