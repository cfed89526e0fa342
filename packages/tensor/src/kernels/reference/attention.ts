import { attendPast, emptyPast } from "../attend-past";
import type { Heap } from "../heap";

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
        attendPast(heap, past, q + at, (other) => k + first + other * d, step, seen, width, rate);
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
        attendPast(heap, past, q + at, (other) => k + first + other * d, step, seen, width, rate);
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

/**
 * y `[B Q, D]`: attention of queries to what is kept of each learner's past: keys k and values v `[B L, D]`, of which
 * `lengths[b]` are filled, the oldest at `starts[b]` (0 where `starts` is -1), the next ones after it, from the end on at
 * the beginning. The queries q are `[Q, D]` for every learner where `shared` is 1, else `[B Q, D]`. A learner of length
 * 0 gets zeros. With decay, as in `causalAttention`: the query's step is that of the newest kept one, or the one after
 * where `strict` is 1. `_scratch` holds `attentionScratch(L)` elements a thread. Threads share learners and heads.
 */
export function attendCache(
  heap: Heap,
  q: number,
  k: number,
  v: number,
  y: number,
  decay: number,
  lengths: number,
  starts: number,
  _scratch: number,
  b: number,
  n: number,
  l: number,
  d: number,
  heads: number,
  shared: number,
  strict: number,
): void {
  const { float, int } = heap;
  const width = d / heads;
  const past = emptyPast(l);
  for (let learner = 0; learner < b; learner++) {
    const seen = int[lengths + learner]!;
    const start = starts < 0 ? 0 : int[starts + learner]!;
    const rowOf = (age: number) => (learner * l + ((start + age) % l)) * d;
    for (let head = 0; head < heads; head++) {
      const column = head * width;
      const rate = decay < 0 ? undefined : float[decay + head]!;
      for (let query = 0; query < n; query++) {
        const from = q + ((shared === 1 ? 0 : learner * n) + query) * d + column;
        attendPast(heap, past, from, (age) => k + rowOf(age) + column, seen - 1 + strict, seen, width, rate);
        for (let c = column; c < column + width; c++) {
          let sum = 0;
          for (let age = 0; age < seen; age++) sum += past.weights[age]! * float[v + rowOf(age) + c]!;
          float[y + (learner * n + query) * d + c] = sum;
        }
      }
    }
  }
}
