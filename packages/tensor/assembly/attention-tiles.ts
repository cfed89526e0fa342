import { multiplyAdd } from "./vector";

// Products of attention, tile by tile: six rows times eight columns stay in registers over the whole sum. Exported, so
// that the optimiser leaves them functions of their own; their loops are written once, because an engine would spill
// an unrolled one. Addresses and strides are bytes.

/** c [6, 8] = the transpose of a [count, 6 of more] times b [count, 8 of more], plus c itself where `accumulate`. */
export function tileFromColumns(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
  accumulate: bool,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  let c40 = zero;
  let c41 = zero;
  let c50 = zero;
  let c51 = zero;
  let to = c;
  if (accumulate) {
    c00 = v128.load(to);
    c01 = v128.load(to, 16);
    to += cStride;
    c10 = v128.load(to);
    c11 = v128.load(to, 16);
    to += cStride;
    c20 = v128.load(to);
    c21 = v128.load(to, 16);
    to += cStride;
    c30 = v128.load(to);
    c31 = v128.load(to, 16);
    to += cStride;
    c40 = v128.load(to);
    c41 = v128.load(to, 16);
    to += cStride;
    c50 = v128.load(to);
    c51 = v128.load(to, 16);
  }
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(a, 4);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(a, 8);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load32_splat(a, 12);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    s = v128.load32_splat(a, 16);
    c40 = multiplyAdd(s, b0, c40);
    c41 = multiplyAdd(s, b1, c41);
    s = v128.load32_splat(a, 20);
    c50 = multiplyAdd(s, b0, c50);
    c51 = multiplyAdd(s, b1, c51);
    a += aStride;
    b += bStride;
  }
  to = c;
  v128.store(to, c00);
  v128.store(to, c01, 16);
  to += cStride;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += cStride;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += cStride;
  v128.store(to, c30);
  v128.store(to, c31, 16);
  to += cStride;
  v128.store(to, c40);
  v128.store(to, c41, 16);
  to += cStride;
  v128.store(to, c50);
  v128.store(to, c51, 16);
}

/** c [6, 8] = a [6, count of more] times b [count, 8 of more]. */
export function tileFromRows(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
): void {
  const zero = f32x4.splat(0);
  let c00 = zero;
  let c01 = zero;
  let c10 = zero;
  let c11 = zero;
  let c20 = zero;
  let c21 = zero;
  let c30 = zero;
  let c31 = zero;
  let c40 = zero;
  let c41 = zero;
  let c50 = zero;
  let c51 = zero;
  let a3 = a + 3 * aStride;
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let s = v128.load32_splat(a);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(a + aStride);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(a + 2 * aStride);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load32_splat(a3);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    s = v128.load32_splat(a3 + aStride);
    c40 = multiplyAdd(s, b0, c40);
    c41 = multiplyAdd(s, b1, c41);
    s = v128.load32_splat(a3 + 2 * aStride);
    c50 = multiplyAdd(s, b0, c50);
    c51 = multiplyAdd(s, b1, c51);
    a += 4;
    a3 += 4;
    b += bStride;
  }
  let to = c;
  v128.store(to, c00);
  v128.store(to, c01, 16);
  to += cStride;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += cStride;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += cStride;
  v128.store(to, c30);
  v128.store(to, c31, 16);
  to += cStride;
  v128.store(to, c40);
  v128.store(to, c41, 16);
  to += cStride;
  v128.store(to, c50);
  v128.store(to, c51, 16);
}
