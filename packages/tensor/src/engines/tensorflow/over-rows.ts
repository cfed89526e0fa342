import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { asFloats, flatten, type Tensorflow, withGradient } from "./tensorflow";

const EPSILON = 1e-5;

export function layerNorm(tf: Tensorflow, x: Tensor, gain: Tensor, offset: Tensor): Tensor {
  const share = 1 / x.shape[1]!;
  const centred = tf.sub(x, tf.mul(tf.sum(x, 1, true), share));
  const inverse = tf.rsqrt(tf.add(tf.mul(tf.sum(tf.square(centred), 1, true), share), EPSILON));
  return tf.add(tf.mul(tf.mul(centred, inverse), gain), offset);
}

/**
 * Algorithm 1 of Martins and Astudillo (2016): with z sorted downwards, the support has the largest k with
 * 1 + k z_k > z_1 + ... + z_k, and what all of it is lowered by is (z_1 + ... + z_k - 1) / k. The gradient goes to
 * the support, less its mean there.
 */
export function sparsemax(tf: Tensorflow, x: Tensor): Tensor {
  return withGradient(tf, [x], () => {
    const n = x.shape[1]!;
    const { values } = tf.topk(x, n, true);
    // Running sums as a product with a triangle: not every backend's cumsum is right, and rows are short.
    const triangle = new Float32Array(n * n);
    for (let r = 0; r < n; r++) triangle.fill(1, r * n + r, (r + 1) * n);
    const sums = tf.matMul(values, tf.tensor2d(triangle, [n, n]));
    const ranks = tf.range(1, n + 1);
    const supported = asFloats(tf, tf.greater(tf.add(tf.mul(values, ranks), 1), sums));
    const count = tf.sum(supported, 1, true);
    const total = tf.sum(tf.mul(values, supported), 1, true);
    const value = tf.relu(tf.sub(x, tf.div(tf.sub(total, 1), count)));
    return {
      value,
      saved: { value },
      gradient: (dy, saved) => {
        const support = asFloats(tf, tf.greater(saved.value, 0));
        const mean = tf.div(tf.sum(tf.mul(dy, support), 1, true), tf.sum(support, 1, true));
        return [tf.mul(support, tf.sub(dy, mean))];
      },
    };
  });
}

export function binaryCrossEntropy(tf: Tensorflow, logits: Tensor, targets: Tensor, weights: Tensor): Tensor {
  const dropped = tf.equal(weights, 0);
  // The input is masked, not the result: a gradient of 0 times infinity is no number.
  const safe = tf.where(dropped, tf.zeros(logits.shape), logits);
  return tf.mul(weights, tf.sub(tf.softplus(safe), tf.mul(targets, safe)));
}

/**
 * The first column at which the running sum of probabilities exceeds the row's uniform number; the last one of
 * positive probability where rounding leaves the whole sum below it; -1 where none is positive.
 */
export function sampleColumns(tf: Tensorflow, probabilities: Tensor, uniforms: Float32Array): Tensor1D {
  const sums = tf.cumsum(probabilities, 1);
  const passed = tf.sum(asFloats(tf, tf.lessEqual(sums, tf.tensor2d(uniforms.slice(), [uniforms.length, 1]))), 1);
  const columns = tf.range(1, probabilities.shape[1]! + 1);
  const last = tf.sub(tf.max(tf.mul(asFloats(tf, tf.greater(probabilities, 0)), columns), 1), 1);
  return flatten(tf, tf.cast(tf.minimum(passed, last), "int32"));
}
