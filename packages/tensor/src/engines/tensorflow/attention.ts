import type { Tensor } from "@tensorflow/tfjs-core";
import type { AttentionInput } from "../../types/ops";
import { type Tensorflow, withoutGradient } from "./tensorflow";

/** The smallest factor by which the distance decay multiplies a score; the largest is its inverse. */
const SMALLEST_EFFECT = 1e-5;

/** What is added to the scores of steps that are not seen. */
const UNSEEN = -1e9;

/** Numbers for each pair of steps `[T, T]`: of the query, of the key. */
function pairs(tf: Tensorflow, steps: number, value: (query: number, key: number) => number): Tensor {
  const data = new Float32Array(steps * steps);
  for (let q = 0; q < steps; q++) for (let k = 0; k < steps; k++) data[q * steps + k] = value(q, k);
  return tf.tensor2d(data, [steps, steps]);
}

/**
 * sqrt((t - tau) times the share of attention that the steps after tau get), without a gradient
 * (see `kernels/reference/attention.ts` for the source and the deviations).
 */
function distances(tf: Tensorflow, scores: Tensor, unseen: Tensor, seen: Tensor, steps: number): Tensor {
  return withoutGradient(tf, () => {
    const shares = tf.mul(tf.softmax(tf.add(scores, unseen)), seen);
    const later = tf.matMul(
      tf.reshape(shares, [shares.size / steps, steps]),
      pairs(tf, steps, (q, k) => (q > k ? 1 : 0)),
    );
    const gaps = pairs(tf, steps, (q, k) => Math.max(q - k, 0));
    return tf.sqrt(tf.mul(tf.reshape(later, scores.shape), gaps));
  });
}

export function causalAttention(tf: Tensorflow, input: AttentionInput): Tensor {
  const { batch, steps, heads, past } = input;
  const width = (input.query as Tensor).shape[1]! / heads;
  const asHeads = (x: unknown) => tf.transpose(tf.reshape(x as Tensor, [batch, steps, heads, width]), [0, 2, 1, 3]);
  const [query, key, value] = [input.query, input.key, input.value].map(asHeads) as [Tensor, Tensor, Tensor];
  const sees = past === "strict" ? (q: number, k: number) => k < q : (q: number, k: number) => k <= q;
  const seen = pairs(tf, steps, (q, k) => (sees(q, k) ? 1 : 0));
  const unseen = pairs(tf, steps, (q, k) => (sees(q, k) ? 0 : UNSEEN));
  let scores: Tensor = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width));
  if (input.decay !== undefined) {
    const rates = tf.reshape(input.decay as Tensor, [1, heads, 1, 1]);
    const effects = tf.exp(tf.neg(tf.mul(rates, distances(tf, scores, unseen, seen, steps))));
    scores = tf.mul(scores, tf.clipByValue(effects, SMALLEST_EFFECT, 1 / SMALLEST_EFFECT));
  }
  // Who sees nothing spreads attention evenly; the product takes it away.
  const weights = tf.mul(tf.softmax(tf.add(scores, unseen)), seen) as Tensor;
  const attended = tf.matMul(weights, value);
  return tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [batch * steps, heads * width]);
}
