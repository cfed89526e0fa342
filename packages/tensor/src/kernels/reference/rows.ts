import type { Heap } from "../heap";

/** y `[M, D]` = rows `ids` `[M]` of table `[R, D]`; an id of -1 gives zeros. */
export function gatherRows({ float, int }: Heap, table: number, ids: number, y: number, m: number, d: number): void {
  for (let r = 0; r < m; r++) {
    const id = int[ids + r]!;
    for (let c = 0; c < d; c++) float[y + r * d + c] = id < 0 ? 0 : float[table + id * d + c]!;
  }
}

/** Adds row r of dy `[M, D]` to row `ids[r]` of dtable `[R, D]`; -1 adds nothing. Threads share the columns. */
export function scatterAddRows(
  { float, int }: Heap,
  dy: number,
  ids: number,
  dtable: number,
  m: number,
  d: number,
): void {
  for (let r = 0; r < m; r++) {
    const id = int[ids + r]!;
    if (id < 0) continue;
    for (let c = 0; c < d; c++) float[dtable + id * d + c]! += float[dy + r * d + c]!;
  }
}

/**
 * y `[M, D]`: row r is the mean of the rows `ids[offsets[r]..offsets[r + 1]]` of table `[R, D]`; zeros where there
 * are none. An id of -1 counts as a row of zeros.
 */
export function meanRows(
  { float, int }: Heap,
  table: number,
  offsets: number,
  ids: number,
  y: number,
  m: number,
  d: number,
): void {
  for (let r = 0; r < m; r++) {
    const first = int[offsets + r]!;
    const last = int[offsets + r + 1]!;
    for (let c = 0; c < d; c++) {
      let sum = 0;
      for (let e = first; e < last; e++) {
        const id = int[ids + e]!;
        if (id >= 0) sum += float[table + id * d + c]!;
      }
      float[y + r * d + c] = last > first ? sum / (last - first) : 0;
    }
  }
}

/** Shares each row of dy `[M, D]` among the rows that `meanRows` took the mean of. Threads share the columns. */
export function meanRowsBackward(
  { float, int }: Heap,
  dy: number,
  offsets: number,
  ids: number,
  dtable: number,
  m: number,
  d: number,
): void {
  for (let r = 0; r < m; r++) {
    const first = int[offsets + r]!;
    const last = int[offsets + r + 1]!;
    for (let e = first; e < last; e++) {
      const id = int[ids + e]!;
      if (id < 0) continue;
      for (let c = 0; c < d; c++) float[dtable + id * d + c]! += float[dy + r * d + c]! / (last - first);
    }
  }
}

/** y `[M]`: row r of x `[M, D]` times row `ids[r]` of table `[R, D]`, plus `bias[ids[r]]`; -1 gives 0. */
export function dotRows(
  { float, int }: Heap,
  x: number,
  table: number,
  bias: number,
  ids: number,
  y: number,
  m: number,
  d: number,
): void {
  for (let r = 0; r < m; r++) {
    const id = int[ids + r]!;
    let sum = 0;
    if (id >= 0) {
      sum = float[bias + id]!;
      for (let c = 0; c < d; c++) sum += float[x + r * d + c]! * float[table + id * d + c]!;
    }
    float[y + r] = sum;
  }
}

/** dx row r = dy[r] times table row `ids[r]`, zeros for -1; plus dx itself where `accumulate` is 1. */
export function dotRowsBackwardInput(
  { float, int }: Heap,
  dy: number,
  table: number,
  ids: number,
  dx: number,
  m: number,
  d: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    const id = int[ids + r]!;
    for (let c = 0; c < d; c++) {
      const k = dx + r * d + c;
      const gradient = id < 0 ? 0 : float[dy + r]! * float[table + id * d + c]!;
      float[k] = accumulate === 1 ? float[k]! + gradient : gradient;
    }
  }
}

/** dtable row `ids[r]` += dy[r] times x row r; dbias likewise += dy[r]. Threads share the columns. */
export function dotRowsBackwardTable(
  { float, int }: Heap,
  dy: number,
  x: number,
  ids: number,
  dtable: number,
  dbias: number,
  m: number,
  d: number,
): void {
  for (let r = 0; r < m; r++) {
    const id = int[ids + r]!;
    if (id < 0) continue;
    float[dbias + id]! += float[dy + r]!;
    for (let c = 0; c < d; c++) float[dtable + id * d + c]! += float[dy + r]! * float[x + r * d + c]!;
  }
}

/** Copies columns: y `[M, N]` from column `yColumn` on, `count` of them, from x `[M, K]` from column `xColumn` on. */
export function copyColumns(
  { float }: Heap,
  x: number,
  y: number,
  m: number,
  k: number,
  n: number,
  xColumn: number,
  yColumn: number,
  count: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < count; c++) float[y + r * n + yColumn + c] = float[x + r * k + xColumn + c]!;
  }
}

/** As `copyColumns`, but adds. */
export function addColumns(
  { float }: Heap,
  x: number,
  y: number,
  m: number,
  k: number,
  n: number,
  xColumn: number,
  yColumn: number,
  count: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < count; c++) float[y + r * n + yColumn + c]! += float[x + r * k + xColumn + c]!;
  }
}

/** y `[M, N]` = x `[M, N]` with b `[N]` added to each row. In place where x = y. */
export function addRow({ float }: Heap, x: number, b: number, y: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) for (let c = 0; c < n; c++) float[y + r * n + c] = float[x + r * n + c]! + float[b + c]!;
}

/** y `[M, N]` = each row of x `[M, N]` times b `[N]`; plus y itself where `accumulate` is 1. In place where x = y. */
export function multiplyRow(
  { float }: Heap,
  x: number,
  b: number,
  y: number,
  m: number,
  n: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < n; c++) {
      const k = r * n + c;
      const product = float[x + k]! * float[b + c]!;
      float[y + k] = accumulate === 1 ? float[y + k]! + product : product;
    }
  }
}

/** z `[N]` += the sum over rows of a b, each `[M, N]`. Threads share the columns. */
export function sumProductRows({ float }: Heap, a: number, b: number, z: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < n; c++) float[z + c]! += float[a + r * n + c]! * float[b + r * n + c]!;
  }
}

/** db `[N]` += the sum of the rows of dy `[M, N]`. Threads share the columns. */
export function sumRows({ float }: Heap, dy: number, db: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) for (let c = 0; c < n; c++) float[db + c]! += float[dy + r * n + c]!;
}

/** y `[M]` = the sum of each row of x `[M, N]`. */
export function sumColumns({ float }: Heap, x: number, y: number, m: number, n: number): void {
  for (let r = 0; r < m; r++) {
    let sum = 0;
    for (let c = 0; c < n; c++) sum += float[x + r * n + c]!;
    float[y + r] = sum;
  }
}

/** Every element of row r of dx `[M, N]` = dy[r]; plus dx itself where `accumulate` is 1. */
export function sumColumnsBackward(
  { float }: Heap,
  dy: number,
  dx: number,
  m: number,
  n: number,
  accumulate: number,
): void {
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < n; c++) {
      const k = dx + r * n + c;
      float[k] = accumulate === 1 ? float[k]! + float[dy + r]! : float[dy + r]!;
    }
  }
}
