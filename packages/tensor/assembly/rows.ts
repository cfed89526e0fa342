import { loadLanes } from "./lanes";
import { firstOf } from "./partition";
import { addToRow, copyRow, fillRow, scaleToRow } from "./row-copies";
import { multiplyAdd, sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/rows.ts. Addresses are elements of four bytes.

export function gatherRows(table: i32, ids: i32, y: i32, m: i32, d: i32, part: i32, parts: i32): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>d << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const id = load<i32>((<usize>ids + r) << 2);
    const to: usize = (<usize>y << 2) + <usize>r * width;
    if (id < 0) fillRow(to, d, 0);
    else copyRow((<usize>table << 2) + <usize>id * width, to, d);
  }
}

export function scatterAddRows(dy: i32, ids: i32, dtable: i32, m: i32, d: i32, part: i32, parts: i32): void {
  const first: usize = firstOf(d, 16, part, parts);
  const count: usize = firstOf(d, 16, part + 1, parts) - first;
  if (count === 0) return;
  const width: usize = <usize>d << 2;
  let from: usize = (<usize>dy + first) << 2;
  const to: usize = (<usize>dtable + first) << 2;
  for (let r = 0; r < m; r++, from += width) {
    const id = load<i32>((<usize>ids + r) << 2);
    if (id >= 0) addToRow(from, to + <usize>id * width, count);
  }
}

export function meanRows(
  table: i32,
  offsets: i32,
  ids: i32,
  y: i32,
  m: i32,
  d: i32,
  part: i32,
  parts: i32,
): void {
  const end = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>d << 2;
  for (let r = firstOf(m, 4, part, parts); r < end; r++) {
    const first = load<i32>((<usize>offsets + r) << 2);
    const last = load<i32>((<usize>offsets + r + 1) << 2);
    const to: usize = (<usize>y << 2) + <usize>r * width;
    const share: f32 = 1 / <f32>(last - first);
    let adds = 0;
    for (let e = first; e < last; e++) {
      const id = load<i32>((<usize>ids + e) << 2);
      if (id < 0) continue;
      scaleToRow((<usize>table << 2) + <usize>id * width, to, d, share, adds);
      adds = 1;
    }
    if (adds === 0) fillRow(to, d, 0);
  }
}

export function meanRowsBackward(
  dy: i32,
  offsets: i32,
  ids: i32,
  dtable: i32,
  m: i32,
  d: i32,
  part: i32,
  parts: i32,
): void {
  const column: usize = firstOf(d, 16, part, parts);
  const count: usize = firstOf(d, 16, part + 1, parts) - column;
  if (count === 0) return;
  const width: usize = <usize>d << 2;
  let from: usize = (<usize>dy + column) << 2;
  const to: usize = (<usize>dtable + column) << 2;
  for (let r = 0; r < m; r++, from += width) {
    const first = load<i32>((<usize>offsets + r) << 2);
    const last = load<i32>((<usize>offsets + r + 1) << 2);
    const share: f32 = 1 / <f32>(last - first);
    for (let e = first; e < last; e++) {
      const id = load<i32>((<usize>ids + e) << 2);
      if (id >= 0) scaleToRow(from, to + <usize>id * width, count, share, 1);
    }
  }
}

// @ts-expect-error: decorator
@inline
function dotOf(x: usize, y: usize, count: usize): f32 {
  const end = x + (count << 2);
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (; x + 32 <= end; x += 32, y += 32) {
    even = multiplyAdd(v128.load(x), v128.load(y), even);
    odd = multiplyAdd(v128.load(x, 16), v128.load(y, 16), odd);
  }
  if (x + 16 <= end) {
    even = multiplyAdd(v128.load(x), v128.load(y), even);
    x += 16;
    y += 16;
  }
  if (x < end) odd = multiplyAdd(loadLanes(x, (end - x) >> 2), loadLanes(y, (end - x) >> 2), odd);
  return sumLanes(f32x4.add(even, odd));
}

export function dotRows(
  x: i32,
  table: i32,
  bias: i32,
  ids: i32,
  y: i32,
  m: i32,
  d: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 16, part + 1, parts);
  const width: usize = <usize>d << 2;
  for (let r = firstOf(m, 16, part, parts); r < last; r++) {
    const id = load<i32>((<usize>ids + r) << 2);
    let dot: f32 = 0;
    if (id >= 0) {
      const product = dotOf((<usize>x << 2) + <usize>r * width, (<usize>table << 2) + <usize>id * width, d);
      dot = load<f32>((<usize>bias + id) << 2) + product;
    }
    store<f32>((<usize>y + r) << 2, dot);
  }
}

export function dotRowsBackwardInput(
  dy: i32,
  table: i32,
  ids: i32,
  dx: i32,
  m: i32,
  d: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>d << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const id = load<i32>((<usize>ids + r) << 2);
    const to: usize = (<usize>dx << 2) + <usize>r * width;
    if (id >= 0) {
      scaleToRow((<usize>table << 2) + <usize>id * width, to, d, load<f32>((<usize>dy + r) << 2), accumulate);
    } else if (!accumulate) fillRow(to, d, 0);
  }
}

export function dotRowsBackwardTable(
  dy: i32,
  x: i32,
  ids: i32,
  dtable: i32,
  dbias: i32,
  m: i32,
  d: i32,
  part: i32,
  parts: i32,
): void {
  const first: usize = firstOf(d, 16, part, parts);
  const count: usize = firstOf(d, 16, part + 1, parts) - first;
  const width: usize = <usize>d << 2;
  let from: usize = (<usize>x + first) << 2;
  const to: usize = (<usize>dtable + first) << 2;
  for (let r = 0; r < m; r++, from += width) {
    const id = load<i32>((<usize>ids + r) << 2);
    if (id < 0) continue;
    const gradient = load<f32>((<usize>dy + r) << 2);
    if (part === 0) {
      const at = (<usize>dbias + id) << 2;
      store<f32>(at, load<f32>(at) + gradient);
    }
    scaleToRow(from, to + <usize>id * width, count, gradient, 1);
  }
}

export function copyColumns(
  x: i32,
  y: i32,
  m: i32,
  k: i32,
  n: i32,
  xColumn: i32,
  yColumn: i32,
  count: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    copyRow((<usize>x + r * k + xColumn) << 2, (<usize>y + r * n + yColumn) << 2, count);
  }
}

export function addColumns(
  x: i32,
  y: i32,
  m: i32,
  k: i32,
  n: i32,
  xColumn: i32,
  yColumn: i32,
  count: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    addToRow((<usize>x + r * k + xColumn) << 2, (<usize>y + r * n + yColumn) << 2, count);
  }
}
