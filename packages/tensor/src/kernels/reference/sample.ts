import type { Heap } from "../heap";

/**
 * Draws a column of each row of probabilities `[M, N]`: the first at which their running sum exceeds the row's uniform
 * number in 0…1 `[M]`. Where rounding leaves the whole sum below it, the last column of positive probability; -1 where
 * none is positive. Sums are float64, so that all machines draw alike.
 */
export function sample(
  { float, int }: Heap,
  probabilities: number,
  uniforms: number,
  ids: number,
  m: number,
  n: number,
): void {
  for (let r = 0; r < m; r++) {
    let sum = 0;
    let drawn = -1;
    for (let c = 0; c < n; c++) {
      const probability = float[probabilities + r * n + c]!;
      sum += probability;
      if (probability > 0) drawn = c;
      if (sum > float[uniforms + r]!) break;
    }
    int[ids + r] = drawn;
  }
}
