import type { Heap } from "./heap";

/** The smallest and the largest factor by which the distance decay multiplies a score. */
const SMALLEST_EFFECT = 1e-5;
const LARGEST_EFFECT = 1e5;

/** What one query sees of the past: arrays over steps 0…seen-1. */
export interface Past {
  /** Scores before the decay. */
  readonly scores: Float64Array;
  /** Factor of each score, 1 without decay, and its slope by the rate. */
  readonly effects: Float64Array;
  readonly slopes: Float64Array;
  /** Weights that the values are summed with. */
  readonly weights: Float64Array;
}

export function emptyPast(steps: number): Past {
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

/**
 * Weights of the `seen` first steps for a query of one head at `query`, made at `step`; `keyOf` says where a step's key
 * is. Decayed by distance where there is a rate; reference/attention.ts has the formula.
 */
export function attendPast(
  { float }: Heap,
  past: Past,
  query: number,
  keyOf: (step: number) => number,
  step: number,
  seen: number,
  width: number,
  rate: number | undefined,
): void {
  const { scores, effects, slopes, weights } = past;
  for (let k = 0; k < seen; k++) {
    const key = keyOf(k);
    let sum = 0;
    for (let c = 0; c < width; c++) sum += float[query + c]! * float[key + c]!;
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
