import { multiplyAdd } from "./vector";

/**
 * Tiles of 6 rows at most and 8 columns, their sums held in registers:
 *
 *   y[r, c] = start[r, c] + sum over i < count of x[r, i] w[i, c]
 *
 * All steps are bytes. x[r, i] stands at `x + r xRow + i xStep`, w[i, c] at `w + i wStep + 4c`, y[r, c] at
 * `y + r yRow + 4c`. The starts of row r stand at the r-th address of the list `starts`, plus `column`; where `starts`
 * is 0 they are y itself. A product and a sum of outer products differ only in the steps of x.
 *
 * With fused multiplication the 12 sums of 6 x 8, two vectors of w and one of x are the 15 registers V8 has; without it one
 * more is needed for the product, and 5 x 8 is the largest.
 * They are exported so that they stay functions of their own: inlined, V8 hoists loads and spills the sums.
 */

// @ts-expect-error: decorator
@inline
function startOf(starts: usize, row: usize, column: usize, y: usize): usize {
  return starts === 0 ? y : <usize>load<u32>(starts + (row << 2)) + column;
}

export function tile8x1(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x0 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
}

export function tile8x2(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let x1 = x0 + xRow;
  const y1 = y0 + yRow;
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    x0 += xStep;
    x1 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
}

export function tile8x3(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let x1 = x0 + xRow;
  let x2 = x1 + xRow;
  const y1 = y0 + yRow;
  const y2 = y1 + yRow;
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
}

export function tile8x4(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let x1 = x0 + xRow;
  let x2 = x1 + xRow;
  let x3 = x2 + xRow;
  const y1 = y0 + yRow;
  const y2 = y1 + yRow;
  const y3 = y2 + yRow;
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  s = startOf(starts, 3, column, y3);
  let a3 = v128.load(s);
  let b3 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    x = v128.load32_splat(x3);
    a3 = multiplyAdd(x, wa, a3);
    b3 = multiplyAdd(x, wb, b3);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
  v128.store(y3, a3);
  v128.store(y3, b3, 16);
}

export function tile8x5(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let x1 = x0 + xRow;
  let x2 = x1 + xRow;
  let x3 = x2 + xRow;
  let x4 = x3 + xRow;
  const y1 = y0 + yRow;
  const y2 = y1 + yRow;
  const y3 = y2 + yRow;
  const y4 = y3 + yRow;
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  s = startOf(starts, 3, column, y3);
  let a3 = v128.load(s);
  let b3 = v128.load(s, 16);
  s = startOf(starts, 4, column, y4);
  let a4 = v128.load(s);
  let b4 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    x = v128.load32_splat(x3);
    a3 = multiplyAdd(x, wa, a3);
    b3 = multiplyAdd(x, wb, b3);
    x = v128.load32_splat(x4);
    a4 = multiplyAdd(x, wa, a4);
    b4 = multiplyAdd(x, wb, b4);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    x4 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
  v128.store(y3, a3);
  v128.store(y3, b3, 16);
  v128.store(y4, a4);
  v128.store(y4, b4, 16);
}

export function tile8x6(
  x0: usize,
  xRow: usize,
  xStep: usize,
  w: usize,
  wStep: usize,
  count: i32,
  starts: usize,
  column: usize,
  y0: usize,
  yRow: usize,
): void {
  let x1 = x0 + xRow;
  let x2 = x1 + xRow;
  let x3 = x2 + xRow;
  let x4 = x3 + xRow;
  let x5 = x4 + xRow;
  const y1 = y0 + yRow;
  const y2 = y1 + yRow;
  const y3 = y2 + yRow;
  const y4 = y3 + yRow;
  const y5 = y4 + yRow;
  let s = startOf(starts, 0, column, y0);
  let a0 = v128.load(s);
  let b0 = v128.load(s, 16);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  s = startOf(starts, 3, column, y3);
  let a3 = v128.load(s);
  let b3 = v128.load(s, 16);
  s = startOf(starts, 4, column, y4);
  let a4 = v128.load(s);
  let b4 = v128.load(s, 16);
  s = startOf(starts, 5, column, y5);
  let a5 = v128.load(s);
  let b5 = v128.load(s, 16);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    x = v128.load32_splat(x3);
    a3 = multiplyAdd(x, wa, a3);
    b3 = multiplyAdd(x, wb, b3);
    x = v128.load32_splat(x4);
    a4 = multiplyAdd(x, wa, a4);
    b4 = multiplyAdd(x, wb, b4);
    x = v128.load32_splat(x5);
    a5 = multiplyAdd(x, wa, a5);
    b5 = multiplyAdd(x, wb, b5);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    x4 += xStep;
    x5 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
  v128.store(y3, a3);
  v128.store(y3, b3, 16);
  v128.store(y4, a4);
  v128.store(y4, b4, 16);
  v128.store(y5, a5);
  v128.store(y5, b5, 16);
}
