import type { Heap } from "../heap";

/**
 * y `[M, N]` = x `[M, K]` w `[K, N]`, plus `bias` `[N]` unless that is -1; where `accumulate` is 1 y itself is added to
 * instead. Element (k, n) of w stands at
 * `w + k rowStep + n columnStep`, so a transposed matrix needs no copy. Each thread has `room` floats of
 * `scratch`, `matrixScratch(k, n)` of them.
 */
export function matrixProduct(
  { float }: Heap,
  x: number,
  w: number,
  bias: number,
  y: number,
  m: number,
  k: number,
  n: number,
  rowStep: number,
  columnStep: number,
  accumulate: number,
  _scratch: number,
  _room: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < n; c++) {
      let sum = accumulate === 1 ? float[y + r * n + c]! : bias < 0 ? 0 : float[bias + c]!;
      for (let i = 0; i < k; i++) sum += float[x + r * k + i]! * float[w + i * rowStep + c * columnStep]!;
      float[y + r * n + c] = sum;
    }
  }
}

/**
 * dw `[K, N]` += transpose of x `[M, K]` times dy `[M, N]`: the sum over rows of outer products. Threads share the
 * columns of dw; each has `room` floats of `scratch`, `outerScratch(k, n)` of them.
 */
export function outerProducts(
  { float }: Heap,
  x: number,
  dy: number,
  dw: number,
  m: number,
  k: number,
  n: number,
  _scratch: number,
  _room: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let i = 0; i < k; i++) {
      const left = float[x + r * k + i]!;
      for (let c = 0; c < n; c++) float[dw + i * n + c]! += left * float[dy + r * n + c]!;
    }
  }
}
