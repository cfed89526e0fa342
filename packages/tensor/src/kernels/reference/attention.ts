import type { Heap } from "../heap";

/** The smallest and the largest factor by which the distance decay multiplies a score. */
const SMALLEST_EFFECT = 1e-5;
const LARGEST_EFFECT = 1e5;

/** What one query sees of the past: arrays over steps 0…seen-1. */
interface Past {
  /** Scores before the decay. */
  readonly scores: Float64Array;
  /** Factor of each score, 1 without decay, and its slope by the rate. */
  readonly effects: Float64Array;
  readonly slopes: Float64Array;
  /** Weights that the values are summed with. */
  readonly weights: Float64Array;
}

function emptyPast(steps: number): Past {
  const array = () => new Float64Array(steps);
  return { scores: array(), effects: array().fill(1), slopes: array(), weights: array() };
}

function softmax(x: Float64Array, y: Float64Array, count: number): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count; k++) largest = Math.max(largest, x[k]!);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    y[k] = Math.exp(x[k]! - largest);
    sum += y[k]!;
  }
  for (let k = 0; k < count; k++) y[k]! /= sum;
}

/** Weights of the `seen` first steps for the query at `query`, one head; keys lie `size` apart. */
function attendPast(
  { float }: Heap,
  past: Past,
  query: number,
  key: number,
  step: number,
  seen: number,
  size: number,
  width: number,
  rate: number | undefined,
): void {
  const { scores, effects, slopes, weights } = past;
  for (let k = 0; k < seen; k++) {
    let sum = 0;
    for (let c = 0; c < width; c++) sum += float[query + c]! * float[key + k * size + c]!;
    scores[k] = sum / Math.sqrt(width);
  }
  if (rate === undefined) {
    softmax(scores, weights, seen);
    return;
  }
  softmax(scores, weights, seen);
  let later = 0;
  for (let k = seen - 1; k >= 0; k--) {
    const distance = Math.sqrt(later * (step - k));
    later += weights[k]!;
    const effect = Math.exp(-rate * distance);
    effects[k] = Math.min(Math.max(effect, SMALLEST_EFFECT), LARGEST_EFFECT);
    slopes[k] = effect > SMALLEST_EFFECT && effect < LARGEST_EFFECT ? -distance * effect : 0;
  }
  const decayed = slopes.map((_, k) => scores[k]! * effects[k]!);
  softmax(decayed, weights, seen);
}

/**
 * Scaled dot-product attention to the past. For learner b, step t and each of H heads of width D / H, of q, k, v
 * `[B T, D]`: y `[B T, D]` = sum over tau of softmax(q_t k_tau / sqrt(D / H)) v_tau, over tau <= t, or over tau < t
 * where `strict` is 1; who sees nothing gets zeros. y is overwritten. Threads share learners and heads.
 *
 * Where `decay` (a rate theta a head `[H]`) is not -1, scores are decayed by distance as in AKT (Ghosh, Heffernan, Lan
 * 2020, "Context-Aware Attentive Knowledge Tracing", equations 2 to 4): with gamma the softmax of the undecayed scores
 * over the steps that t sees, d(t, tau) = (t - tau) times the sum of gamma over the seen steps after tau, and the
 * softmax takes score exp(-theta d'). Deviations from the paper, all three as in the authors' published code:
 * 1. The exponential multiplies the scaled score; the paper's equation 2 does the same, its text speaks of weights.
 * 2. d' is the square root of d, and no gradient flows through it.
 * 3. The factor exp(-theta d') is kept within 1e-5…1e5; outside, the rate gets no gradient.
 *
 * `_scratch` holds `attentionScratch` elements a thread.
 */
export function causalAttention(
  heap: Heap,
  q: number,
  k: number,
  v: number,
  y: number,
  decay: number,
  _scratch: number,
  b: number,
  t: number,
  d: number,
  heads: number,
  strict: number,
): void {
  const { float } = heap;
  const width = d / heads;
  const past = emptyPast(t);
  for (let learner = 0; learner < b; learner++) {
    for (let head = 0; head < heads; head++) {
      const first = learner * t * d + head * width;
      const rate = decay < 0 ? undefined : float[decay + head]!;
      for (let step = 0; step < t; step++) {
        const at = first + step * d;
        const seen = strict === 1 ? step : step + 1;
        attendPast(heap, past, q + at, k + first, step, seen, d, width, rate);
        for (let c = 0; c < width; c++) {
          let sum = 0;
          for (let other = 0; other < seen; other++) sum += past.weights[other]! * float[v + first + other * d + c]!;
          float[y + at + c] = sum;
        }
      }
    }
  }
}

/**
 * Gradients of `causalAttention` from dy `[B T, D]`: adds to dq, dk and dv `[B T, D]`, and overwrites drates `[B, H]`,
 * the gradient of the rates by learner, where `decay` is not -1. Weights are computed anew, not kept.
 */
export function causalAttentionBackward(
  heap: Heap,
  q: number,
  k: number,
  v: number,
  dy: number,
  dq: number,
  dk: number,
  dv: number,
  decay: number,
  drates: number,
  _scratch: number,
  b: number,
  t: number,
  d: number,
  heads: number,
  strict: number,
): void {
  const { float } = heap;
  const width = d / heads;
  const past = emptyPast(t);
  const dweights = new Float64Array(t);
  for (let learner = 0; learner < b; learner++) {
    for (let head = 0; head < heads; head++) {
      const first = learner * t * d + head * width;
      const rate = decay < 0 ? undefined : float[decay + head]!;
      let drate = 0;
      for (let step = 0; step < t; step++) {
        const at = first + step * d;
        const seen = strict === 1 ? step : step + 1;
        attendPast(heap, past, q + at, k + first, step, seen, d, width, rate);
        const { scores, effects, slopes, weights } = past;
        let mean = 0;
        for (let other = 0; other < seen; other++) {
          const there = first + other * d;
          let sum = 0;
          for (let c = 0; c < width; c++) {
            sum += float[dy + at + c]! * float[v + there + c]!;
            float[dv + there + c]! += weights[other]! * float[dy + at + c]!;
          }
          dweights[other] = sum;
          mean += weights[other]! * sum;
        }
        for (let other = 0; other < seen; other++) {
          const there = first + other * d;
          const dscore = weights[other]! * (dweights[other]! - mean);
          drate += dscore * scores[other]! * slopes[other]!;
          const scaled = (dscore * effects[other]!) / Math.sqrt(width);
          for (let c = 0; c < width; c++) {
            float[dq + at + c]! += scaled * float[k + there + c]!;
            float[dk + there + c]! += scaled * float[q + at + c]!;
          }
        }
      }
      if (decay >= 0) float[drates + learner * heads + head] = drate;
    }
  }
}
