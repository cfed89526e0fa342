import type { Heap } from "../heap";

/** Keeps the deviation of a constant row from 0. */
const EPSILON = 1e-5;

/**
 * y `[M, N]` = gain (x - mean) / deviation + offset, mean and deviation (of N, not N - 1) over each row (Ba, Kiros and
 * Hinton 2016). Writes mean and 1 / deviation of each row to `statistics` `[M, 2]`. In place where x = y.
 */
export function layerNorm(
  { float }: Heap,
  x: number,
  gain: number,
  offset: number,
  y: number,
  statistics: number,
  m: number,
  n: number,
): void {
  for (let r = 0; r < m; r++) {
    let sum = 0;
    for (let c = 0; c < n; c++) sum += float[x + r * n + c]!;
    const mean = sum / n;
    let squares = 0;
    for (let c = 0; c < n; c++) squares += (float[x + r * n + c]! - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / n + EPSILON);
    float[statistics + 2 * r] = mean;
    float[statistics + 2 * r + 1] = inverse;
    for (let c = 0; c < n; c++) {
      float[y + r * n + c] = (float[x + r * n + c]! - mean) * inverse * float[gain + c]! + float[offset + c]!;
    }
  }
}

/**
 * With u = (x - mean) / deviation and g = gain dy: dx = (g - mean of g - u mean of g u) / deviation, means over the
 * row; plus dx itself where `accumulate` is 1. In place where dy = dx.
 */
export function layerNormBackward(
  { float }: Heap,
  x: number,
  gain: number,
  statistics: number,
  dy: number,
  dx: number,
  m: number,
  n: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    const mean = float[statistics + 2 * r]!;
    const inverse = float[statistics + 2 * r + 1]!;
    let sum = 0;
    let product = 0;
    for (let c = 0; c < n; c++) {
      const g = float[gain + c]! * float[dy + r * n + c]!;
      sum += g;
      product += g * (float[x + r * n + c]! - mean) * inverse;
    }
    for (let c = 0; c < n; c++) {
      const k = r * n + c;
      const u = (float[x + k]! - mean) * inverse;
      const gradient = (float[gain + c]! * float[dy + k]! - sum / n - (u * product) / n) * inverse;
      float[dx + k] = accumulate === 1 ? float[dx + k]! + gradient : gradient;
    }
  }
}

/** dgain `[N]` += sum over rows of dy u, doffset `[N]` += sum over rows of dy. Threads share the columns. */
export function layerNormBackwardWeights(
  { float }: Heap,
  x: number,
  statistics: number,
  dy: number,
  dgain: number,
  doffset: number,
  m: number,
  n: number,
): void {
  for (let r = 0; r < m; r++) {
    const mean = float[statistics + 2 * r]!;
    const inverse = float[statistics + 2 * r + 1]!;
    for (let c = 0; c < n; c++) {
      const gradient = float[dy + r * n + c]!;
      float[dgain + c]! += gradient * (float[x + r * n + c]! - mean) * inverse;
      float[doffset + c]! += gradient;
    }
  }
}
