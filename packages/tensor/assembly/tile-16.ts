import { multiplyAdd } from "./vector";

/**
 * Tiles of 4 rows at most and 16 columns, their sums held in registers:
 *
 *   y[r, c] = start[r, c] + sum over i < count of x[r, i] w[i, c]
 *
 * All steps are bytes. x[r, i] stands at `x + r xRow + i xStep`, w[i, c] at `w + i wStep + 4c`, y[r, c] at
 * `y + r yRow + 4c`. The starts of row r stand at the r-th address of the list `starts`, plus `column`; where `starts`
 * is 0 they are y itself. A product and a sum of outer products differ only in the steps of x.
 *
 * Made for V8 where it joins neighbouring vectors into one of 256 bits: the 16 sums of 4 x 16 then are 8 registers.
 * They are exported so that they stay functions of their own: inlined, V8 hoists loads and spills the sums.
 */

// @ts-expect-error: decorator
@inline
function startOf(starts: usize, row: usize, column: usize, y: usize): usize {
  return starts === 0 ? y : <usize>load<u32>(starts + (row << 2)) + column;
}

export function tile16x1(
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
  let c0 = v128.load(s, 32);
  let d0 = v128.load(s, 48);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    const wc = v128.load(w, 32);
    const wd = v128.load(w, 48);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    c0 = multiplyAdd(x, wc, c0);
    d0 = multiplyAdd(x, wd, d0);
    x0 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y0, c0, 32);
  v128.store(y0, d0, 48);
}

export function tile16x2(
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
  let c0 = v128.load(s, 32);
  let d0 = v128.load(s, 48);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  let c1 = v128.load(s, 32);
  let d1 = v128.load(s, 48);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    const wc = v128.load(w, 32);
    const wd = v128.load(w, 48);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    c0 = multiplyAdd(x, wc, c0);
    d0 = multiplyAdd(x, wd, d0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    c1 = multiplyAdd(x, wc, c1);
    d1 = multiplyAdd(x, wd, d1);
    x0 += xStep;
    x1 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y0, c0, 32);
  v128.store(y0, d0, 48);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y1, c1, 32);
  v128.store(y1, d1, 48);
}

export function tile16x3(
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
  let c0 = v128.load(s, 32);
  let d0 = v128.load(s, 48);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  let c1 = v128.load(s, 32);
  let d1 = v128.load(s, 48);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let d2 = v128.load(s, 48);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    const wc = v128.load(w, 32);
    const wd = v128.load(w, 48);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    c0 = multiplyAdd(x, wc, c0);
    d0 = multiplyAdd(x, wd, d0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    c1 = multiplyAdd(x, wc, c1);
    d1 = multiplyAdd(x, wd, d1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    c2 = multiplyAdd(x, wc, c2);
    d2 = multiplyAdd(x, wd, d2);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y0, c0, 32);
  v128.store(y0, d0, 48);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y1, c1, 32);
  v128.store(y1, d1, 48);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
  v128.store(y2, c2, 32);
  v128.store(y2, d2, 48);
}

export function tile16x4(
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
  let c0 = v128.load(s, 32);
  let d0 = v128.load(s, 48);
  s = startOf(starts, 1, column, y1);
  let a1 = v128.load(s);
  let b1 = v128.load(s, 16);
  let c1 = v128.load(s, 32);
  let d1 = v128.load(s, 48);
  s = startOf(starts, 2, column, y2);
  let a2 = v128.load(s);
  let b2 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let d2 = v128.load(s, 48);
  s = startOf(starts, 3, column, y3);
  let a3 = v128.load(s);
  let b3 = v128.load(s, 16);
  let c3 = v128.load(s, 32);
  let d3 = v128.load(s, 48);
  for (; count > 0; count--) {
    const wa = v128.load(w);
    const wb = v128.load(w, 16);
    const wc = v128.load(w, 32);
    const wd = v128.load(w, 48);
    let x = v128.load32_splat(x0);
    a0 = multiplyAdd(x, wa, a0);
    b0 = multiplyAdd(x, wb, b0);
    c0 = multiplyAdd(x, wc, c0);
    d0 = multiplyAdd(x, wd, d0);
    x = v128.load32_splat(x1);
    a1 = multiplyAdd(x, wa, a1);
    b1 = multiplyAdd(x, wb, b1);
    c1 = multiplyAdd(x, wc, c1);
    d1 = multiplyAdd(x, wd, d1);
    x = v128.load32_splat(x2);
    a2 = multiplyAdd(x, wa, a2);
    b2 = multiplyAdd(x, wb, b2);
    c2 = multiplyAdd(x, wc, c2);
    d2 = multiplyAdd(x, wd, d2);
    x = v128.load32_splat(x3);
    a3 = multiplyAdd(x, wa, a3);
    b3 = multiplyAdd(x, wb, b3);
    c3 = multiplyAdd(x, wc, c3);
    d3 = multiplyAdd(x, wd, d3);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    w += wStep;
  }
  v128.store(y0, a0);
  v128.store(y0, b0, 16);
  v128.store(y0, c0, 32);
  v128.store(y0, d0, 48);
  v128.store(y1, a1);
  v128.store(y1, b1, 16);
  v128.store(y1, c1, 32);
  v128.store(y1, d1, 48);
  v128.store(y2, a2);
  v128.store(y2, b2, 16);
  v128.store(y2, c2, 32);
  v128.store(y2, d2, 48);
  v128.store(y3, a3);
  v128.store(y3, b3, 16);
  v128.store(y3, c3, 32);
  v128.store(y3, d3, 48);
}
