import { loadLanes, storeLanes } from "./lanes";
import { firstOf } from "./partition";
import { multiplyAdd } from "./vector";

// Kernels between a matrix and one row; what each means stands in src/kernels/reference/rows.ts. Addresses are
// elements of four bytes.

export function addRow(x: i32, b: i32, y: i32, m: i32, n: i32, part: i32, parts: i32): void {
  const first = firstOf(m, 4, part, parts);
  const last = firstOf(m, 4, part + 1, parts);
  let px: usize = (<usize>x + first * n) << 2;
  let py: usize = (<usize>y + first * n) << 2;
  for (let r = first; r < last; r++) {
    const end: usize = px + (<usize>n << 2);
    let pb: usize = <usize>b << 2;
    for (; px + 16 <= end; px += 16, py += 16, pb += 16) v128.store(py, f32x4.add(v128.load(px), v128.load(pb)));
    if (px < end) {
      const rest = (end - px) >> 2;
      storeLanes(py, rest, f32x4.add(loadLanes(px, rest), loadLanes(pb, rest)));
      px += rest << 2;
      py += rest << 2;
    }
  }
}

export function multiplyRow(
  x: i32,
  b: i32,
  y: i32,
  m: i32,
  n: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(m, 4, part, parts);
  const last = firstOf(m, 4, part + 1, parts);
  let px: usize = (<usize>x + first * n) << 2;
  let py: usize = (<usize>y + first * n) << 2;
  for (let r = first; r < last; r++) {
    const end: usize = px + (<usize>n << 2);
    let pb: usize = <usize>b << 2;
    for (; px + 16 <= end; px += 16, py += 16, pb += 16) {
      const left = v128.load(px);
      const right = v128.load(pb);
      v128.store(py, accumulate ? multiplyAdd(left, right, v128.load(py)) : f32x4.mul(left, right));
    }
    if (px < end) {
      const rest = (end - px) >> 2;
      const left = loadLanes(px, rest);
      const right = loadLanes(pb, rest);
      storeLanes(py, rest, accumulate ? multiplyAdd(left, right, loadLanes(py, rest)) : f32x4.mul(left, right));
      px += rest << 2;
      py += rest << 2;
    }
  }
}

/** Rows summed before their sum is added to the rest: keeps the rounding error of long sums small. */
const BLOCK: i32 = 256;

/** Adds the sum over rows of x, or of x times y, to z: over columns [first, last), block of rows by block. */
// @ts-expect-error: decorator
@inline
function sumOver(x: i32, y: i32, z: i32, m: i32, n: i32, first: i32, last: i32, products: bool): void {
  const width: usize = <usize>n << 2;
  for (let block = 0; block < m; block += BLOCK) {
    const rows = min(BLOCK, m - block);
    let c = first;
    for (; c + 16 <= last; c += 16) {
      let px: usize = (<usize>x + block * n + c) << 2;
      let py: usize = (<usize>y + block * n + c) << 2;
      const pz: usize = (<usize>z + c) << 2;
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      for (let r = 0; r < rows; r++, px += width, py += width) {
        if (products) {
          s0 = multiplyAdd(v128.load(px), v128.load(py), s0);
          s1 = multiplyAdd(v128.load(px, 16), v128.load(py, 16), s1);
          s2 = multiplyAdd(v128.load(px, 32), v128.load(py, 32), s2);
          s3 = multiplyAdd(v128.load(px, 48), v128.load(py, 48), s3);
        } else {
          s0 = f32x4.add(v128.load(px), s0);
          s1 = f32x4.add(v128.load(px, 16), s1);
          s2 = f32x4.add(v128.load(px, 32), s2);
          s3 = f32x4.add(v128.load(px, 48), s3);
        }
      }
      v128.store(pz, f32x4.add(v128.load(pz), s0));
      v128.store(pz, f32x4.add(v128.load(pz, 16), s1), 16);
      v128.store(pz, f32x4.add(v128.load(pz, 32), s2), 32);
      v128.store(pz, f32x4.add(v128.load(pz, 48), s3), 48);
    }
    for (; c < last; c += 4) {
      const lanes: usize = min(4, last - c);
      let px: usize = (<usize>x + block * n + c) << 2;
      let py: usize = (<usize>y + block * n + c) << 2;
      const pz: usize = (<usize>z + c) << 2;
      let s = f32x4.splat(0);
      if (lanes === 4) {
        for (let r = 0; r < rows; r++, px += width, py += width) {
          s = products ? multiplyAdd(v128.load(px), v128.load(py), s) : f32x4.add(v128.load(px), s);
        }
        v128.store(pz, f32x4.add(v128.load(pz), s));
      } else {
        for (let r = 0; r < rows; r++, px += width, py += width) {
          const left = loadLanes(px, lanes);
          s = products ? multiplyAdd(left, loadLanes(py, lanes), s) : f32x4.add(left, s);
        }
        storeLanes(pz, lanes, f32x4.add(loadLanes(pz, lanes), s));
      }
    }
  }
}

export function sumRows(dy: i32, db: i32, m: i32, n: i32, part: i32, parts: i32): void {
  sumOver(dy, dy, db, m, n, firstOf(n, 16, part, parts), firstOf(n, 16, part + 1, parts), false);
}

export function sumProductRows(a: i32, b: i32, z: i32, m: i32, n: i32, part: i32, parts: i32): void {
  sumOver(a, b, z, m, n, firstOf(n, 16, part, parts), firstOf(n, 16, part + 1, parts), true);
}
