import { loadColumns, storeColumns } from "./columns";
import { multiplyAdd } from "./vector";

// Copies between rows of a matrix and small blocks that a product reads one after the other. Addresses and strides are
// bytes, counts are floats.

/** Rows to rows, times a factor; columns from `width` on to the next multiple of 8 become zeros. */
export function packRows(
  from: usize,
  fromStride: usize,
  rows: i32,
  width: i32,
  to: usize,
  toStride: usize,
  factor: f32,
): void {
  const depth = (width + 7) & ~7;
  const factors = f32x4.splat(factor);
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c < width; c += 4) {
      const x = loadColumns(from + (<usize>c << 2), width - c);
      v128.store(to + (<usize>c << 2), f32x4.mul(x, factors));
    }
    for (; c < depth; c += 4) v128.store(to + (<usize>c << 2), f32x4.splat(0));
    from += fromStride;
    to += toStride;
  }
}

/** Rows to columns, times a factor. Writes whole vectors: up to three more rows and columns become zeros. */
export function packTransposed(
  from: usize,
  fromStride: usize,
  rows: i32,
  width: i32,
  to: usize,
  toStride: usize,
  factor: f32,
): void {
  const factors = f32x4.splat(factor);
  const zero = f32x4.splat(0);
  for (let r = 0; r < rows; r += 4) {
    const rest = rows - r;
    for (let c = 0; c < width; c += 4) {
      const at = from + (<usize>c << 2);
      const few = width - c;
      let x0: v128;
      let x1 = zero;
      let x2 = zero;
      let x3 = zero;
      if (rest >= 4 && few >= 4) {
        x0 = v128.load(at);
        x1 = v128.load(at + fromStride);
        x2 = v128.load(at + 2 * fromStride);
        x3 = v128.load(at + 3 * fromStride);
      } else {
        x0 = loadColumns(at, few);
        if (rest > 1) x1 = loadColumns(at + fromStride, few);
        if (rest > 2) x2 = loadColumns(at + 2 * fromStride, few);
        if (rest > 3) x3 = loadColumns(at + 3 * fromStride, few);
      }
      x0 = f32x4.mul(x0, factors);
      x1 = f32x4.mul(x1, factors);
      x2 = f32x4.mul(x2, factors);
      x3 = f32x4.mul(x3, factors);
      const a = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
      const e = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
      let y = to + <usize>c * toStride;
      v128.store(y, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      y += toStride;
      v128.store(y, v128.shuffle<f32>(a, b, 2, 3, 6, 7));
      y += toStride;
      v128.store(y, v128.shuffle<f32>(d, e, 0, 1, 4, 5));
      y += toStride;
      v128.store(y, v128.shuffle<f32>(d, e, 2, 3, 6, 7));
    }
    from += 4 * fromStride;
    to += 16;
  }
}

/** Adds a block's rows, times a factor, to a matrix's rows. */
export function addRows(
  from: usize,
  fromStride: usize,
  rows: i32,
  width: i32,
  to: usize,
  toStride: usize,
  factor: f32,
): void {
  const factors = f32x4.splat(factor);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c += 4) {
      const at = to + (<usize>c << 2);
      const x = v128.load(from + (<usize>c << 2));
      storeColumns(at, multiplyAdd(x, factors, loadColumns(at, width - c)), width - c);
    }
    from += fromStride;
    to += toStride;
  }
}
