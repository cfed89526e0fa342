import { multiplyAdd } from "./vector";

// Products of small matrices, in tiles of six rows and eight columns that stay in registers over the whole sum; without
// fused multiplication products need registers, too, and tiles are worked on in halves of three rows. The tiles are exported, so that the optimiser leaves them functions of their own; each has one loop, written once, because an
// engine would spill from an unrolled or a nested one. Addresses and strides are bytes.

/** As `multiplyTile`, for three rows. */
export function multiplyHalfTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let row0 = a;
  let from = b;
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(from);
    const b1 = v128.load(from, 16);
    let s = v128.load32_splat(row0);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(row0 + aStride);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(row0 + 2 * aStride);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    row0 += 4;
    from += bStride;
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
}

/** c [6, 8 of more] = a [6, count of more] times b [count, 8 of more]. */
export function multiplyTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    multiplyHalfTile(a, aStride, b, bStride, count, c, cStride);
    multiplyHalfTile(a + 3 * aStride, aStride, b, bStride, count, c + 3 * cStride, cStride);
    return;
  }
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  let row0 = a;
  let row3 = a + 3 * aStride;
  let from = b;
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(from);
    const b1 = v128.load(from, 16);
    let s = v128.load32_splat(row0);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(row0 + aStride);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(row0 + 2 * aStride);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load32_splat(row3);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    s = v128.load32_splat(row3 + aStride);
    c40 = multiplyAdd(s, b0, c40);
    c41 = multiplyAdd(s, b1, c41);
    s = v128.load32_splat(row3 + 2 * aStride);
    c50 = multiplyAdd(s, b0, c50);
    c51 = multiplyAdd(s, b1, c51);
    row0 += 4;
    row3 += 4;
    from += bStride;
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

/** As `multiplyTile`, for 8 `tiles` columns and the first `rows` rows at least. */
export function multiplyTiles(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
  tiles: i32,
  rows: i32,
): void {
  for (; tiles > 0; tiles--) {
    if (rows <= 3) multiplyHalfTile(a, aStride, b, bStride, count, c, cStride);
    else multiplyTile(a, aStride, b, bStride, count, c, cStride);
    b += 32;
    c += 32;
  }
}

/** As `addOuterTile`, for three rows of c. */
export function addOuterHalfTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
): void {
  let to = c;
  let c00 = v128.load(to);
  let c01 = v128.load(to, 16);
  to += cStride;
  let c10 = v128.load(to);
  let c11 = v128.load(to, 16);
  to += cStride;
  let c20 = v128.load(to);
  let c21 = v128.load(to, 16);
  let column = a;
  let from = b;
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(from);
    const b1 = v128.load(from, 16);
    let s = v128.load32_splat(column);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(column, 4);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(column, 8);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    column += aStride;
    from += bStride;
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
}

/** c [6, 8 of more] += the transpose of a [count, 6 of more] times b [count, 8 of more]. */
export function addOuterTile(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) {
    addOuterHalfTile(a, aStride, b, bStride, count, c, cStride);
    addOuterHalfTile(a + 12, aStride, b, bStride, count, c + 3 * cStride, cStride);
    return;
  }
  let to = c;
  let c00 = v128.load(to);
  let c01 = v128.load(to, 16);
  to += cStride;
  let c10 = v128.load(to);
  let c11 = v128.load(to, 16);
  to += cStride;
  let c20 = v128.load(to);
  let c21 = v128.load(to, 16);
  to += cStride;
  let c30 = v128.load(to);
  let c31 = v128.load(to, 16);
  to += cStride;
  let c40 = v128.load(to);
  let c41 = v128.load(to, 16);
  to += cStride;
  let c50 = v128.load(to);
  let c51 = v128.load(to, 16);
  let column = a;
  let from = b;
  for (let k = 0; k < count; k++) {
    const b0 = v128.load(from);
    const b1 = v128.load(from, 16);
    let s = v128.load32_splat(column);
    c00 = multiplyAdd(s, b0, c00);
    c01 = multiplyAdd(s, b1, c01);
    s = v128.load32_splat(column, 4);
    c10 = multiplyAdd(s, b0, c10);
    c11 = multiplyAdd(s, b1, c11);
    s = v128.load32_splat(column, 8);
    c20 = multiplyAdd(s, b0, c20);
    c21 = multiplyAdd(s, b1, c21);
    s = v128.load32_splat(column, 12);
    c30 = multiplyAdd(s, b0, c30);
    c31 = multiplyAdd(s, b1, c31);
    s = v128.load32_splat(column, 16);
    c40 = multiplyAdd(s, b0, c40);
    c41 = multiplyAdd(s, b1, c41);
    s = v128.load32_splat(column, 20);
    c50 = multiplyAdd(s, b0, c50);
    c51 = multiplyAdd(s, b1, c51);
    column += aStride;
    from += bStride;
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

/** As `addOuterTile`, for 6 `tiles` rows of c. */
export function addOuterTiles(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  count: i32,
  c: usize,
  cStride: usize,
  tiles: i32,
): void {
  for (; tiles > 0; tiles--) {
    addOuterTile(a, aStride, b, bStride, count, c, cStride);
    a += 24;
    c += 6 * cStride;
  }
}
