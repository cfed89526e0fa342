// Small symmetric systems in double precision. A matrix has rows of `stride` (even) numbers of eight bytes at its address; only
// its upper triangle is read. Rows are taken in pairs of columns, so what stands left of the diagonal may be overwritten.

// @ts-expect-error: decorator
@inline
function cell(matrix: usize, stride: usize, row: usize, column: usize): usize {
  return matrix + ((row * stride + column) << 3);
}

/** to[k] += factor * from[k] for k from `first` (made even) below `end` (made even upwards). */
// @ts-expect-error: decorator
@inline
export function addRow(factor: f64, from: usize, to: usize, first: usize, end: usize): void {
  const factors = f64x2.splat(factor);
  for (let k = first & ~1; k < end; k += 2) {
    const at = k << 3;
    v128.store(to + at, f64x2.add(v128.load(to + at), f64x2.mul(factors, v128.load(from + at))));
  }
}

/** The factor U of A = U' U, in place of A. */
export function factorise(matrix: usize, stride: usize, size: usize): void {
  for (let j: usize = 0; j < size; j++) {
    const row = cell(matrix, stride, j, 0);
    const inverse = f64x2.splat(1 / sqrt(load<f64>(row + (j << 3))));
    for (let k = j & ~1; k < size; k += 2) v128.store(row + (k << 3), f64x2.mul(v128.load(row + (k << 3)), inverse));
    for (let i = j + 1; i < size; i++) addRow(-load<f64>(row + (i << 3)), row, cell(matrix, stride, i, 0), i, size);
  }
}

/** x of U' x = right, in place of it, from `first` on: what stands before is 0. */
export function solveForward(factor: usize, stride: usize, size: usize, first: usize, right: usize): void {
  for (let j = first; j < size; j++) {
    const row = cell(factor, stride, j, 0);
    const x = load<f64>(right + (j << 3)) / load<f64>(row + (j << 3));
    // The pair that holds j itself takes part, and is written last.
    if (j + 1 < size) addRow(-x, row, right, j + 1, size);
    store<f64>(right + (j << 3), x);
  }
}

/** x of U x = right, in place of it. */
export function solveBackward(factor: usize, stride: usize, size: usize, right: usize): void {
  for (let i = <isize>size - 1; i >= 0; i--) {
    const row = cell(factor, stride, <usize>i, 0);
    let sum = load<f64>(right + (<usize>i << 3));
    for (let k = <usize>i + 1; k < size; k++) sum -= load<f64>(row + (k << 3)) * load<f64>(right + (k << 3));
    store<f64>(right + (<usize>i << 3), sum / load<f64>(row + (<usize>i << 3)));
  }
}

/** Copies the upper triangle below the diagonal. */
export function fillLower(matrix: usize, stride: usize, size: usize): void {
  for (let i: usize = 1; i < size; i++) {
    for (let j: usize = 0; j < i; j++) store<f64>(cell(matrix, stride, i, j), load<f64>(cell(matrix, stride, j, i)));
  }
}
