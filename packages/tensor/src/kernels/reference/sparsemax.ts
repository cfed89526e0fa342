import type { Heap } from "../heap";

/**
 * Each row of x `[M, N]` to the nearest point of the simplex (Martins and Astudillo 2016, algorithm 1):
 * y = max(x - tau, 0) with tau such that the row sums to 1. An element of -infinity gets 0; a row with NaN, with
 * infinity or of -infinity alone becomes NaN.
 */
export function sparsemax({ float }: Heap, x: number, y: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) {
    const row = Float64Array.from(float.subarray(x + r * n, x + (r + 1) * n));
    const most = row.reduce((greatest, value) => Math.max(greatest, value), Number.NEGATIVE_INFINITY);
    if (!Number.isFinite(most)) {
      float.fill(Number.NaN, y + r * n, y + (r + 1) * n);
      continue;
    }
    // Less the greatest, which changes nothing but the rounding: tau then is within -1…0.
    for (let c = 0; c < n; c++) row[c]! -= most;
    const descending = row.slice().sort().reverse();
    let sum = 0;
    let tau = 0;
    for (let k = 1; k <= n; k++) {
      const value = descending[k - 1]!;
      sum += value;
      if (!(1 + k * value > sum)) break;
      tau = (sum - 1) / k;
    }
    for (let c = 0; c < n; c++) float[y + r * n + c] = Math.max(row[c]! - tau, 0);
  }
}

/**
 * dx = dy - mean of dy over the row's support, where y = sparsemax(x) is not 0, and 0 elsewhere; plus dx itself where
 * `accumulate` is 1. In place where dy = dx.
 */
export function sparsemaxBackward(
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
    let count = 0;
    for (let c = 0; c < n; c++) {
      if (float[y + r * n + c] === 0) continue;
      sum += float[dy + r * n + c]!;
      count++;
    }
    for (let c = 0; c < n; c++) {
      const k = r * n + c;
      const gradient = float[y + k] === 0 ? 0 : float[dy + k]! - sum / count;
      float[dx + k] = accumulate === 1 ? float[dx + k]! + gradient : gradient;
    }
  }
}
