import type { Heap } from "../heap";

/**
 * y = exp(x) / sum of exp(x) over each row of x `[M, N]`. An element of -infinity gets 0; a row with NaN, with infinity
 * or of -infinity alone becomes NaN. In place where x = y.
 */
export function softmax({ float }: Heap, x: number, y: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < n; c++) most = Math.max(most, float[x + r * n + c]!);
    let sum = 0;
    for (let c = 0; c < n; c++) sum += Math.exp(float[x + r * n + c]! - most);
    for (let c = 0; c < n; c++) float[y + r * n + c] = Math.exp(float[x + r * n + c]! - most) / sum;
  }
}

/**
 * dx = y (dy - sum over the row of y dy), from y = softmax(x); plus dx itself where `accumulate` is 1. In place where
 * dy = dx.
 */
export function softmaxBackward(
  { float }: Heap,
  y: number,
  dy: number,
  dx: number,
  m: number,
  n: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    let sum = 0;
    for (let c = 0; c < n; c++) sum += float[y + r * n + c]! * float[dy + r * n + c]!;
    for (let c = 0; c < n; c++) {
      const k = r * n + c;
      const gradient = float[y + k]! * (float[dy + k]! - sum);
      float[dx + k] = accumulate === 1 ? float[dx + k]! + gradient : gradient;
    }
  }
}
