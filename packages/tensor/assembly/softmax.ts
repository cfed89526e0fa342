import { negativeExp4 } from "./exponential";
import { loadLanes, maskOf, storeLanes } from "./lanes";
import { firstOf } from "./partition";
import { multiplyAdd, sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/softmax.ts. Addresses are elements of four bytes.

/** The greatest of `count` floats; NaN may be passed over. */
// @ts-expect-error: decorator
@inline
function greatestOf(x: usize, end: usize): f32 {
  const least = f32x4.splat(-Infinity);
  let most = least;
  for (; x + 16 <= end; x += 16) most = f32x4.pmax(v128.load(x), most);
  if (x < end) {
    const rest = (end - x) >> 2;
    most = f32x4.pmax(v128.bitselect(loadLanes(x, rest), least, maskOf(rest)), most);
  }
  const first = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(first, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

export function softmax(x: i32, y: i32, m: i32, n: i32, part: i32, parts: i32): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>n << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    let from: usize = (<usize>x << 2) + <usize>r * width;
    const row: usize = (<usize>y << 2) + <usize>r * width;
    let to = row;
    const end = to + width;
    const most = f32x4.splat(greatestOf(from, from + width));
    let sums = f32x4.splat(0);
    for (; to + 16 <= end; to += 16, from += 16) {
      const e = negativeExp4(f32x4.sub(v128.load(from), most));
      sums = f32x4.add(sums, e);
      v128.store(to, e);
    }
    if (to < end) {
      const rest = (end - to) >> 2;
      const e = negativeExp4(f32x4.sub(loadLanes(from, rest), most));
      sums = f32x4.add(sums, v128.and(e, maskOf(rest)));
      storeLanes(to, rest, e);
    }
    const share = f32x4.splat(1 / sumLanes(sums));
    for (to = row; to + 16 <= end; to += 16) v128.store(to, f32x4.mul(v128.load(to), share));
    if (to < end) storeLanes(to, (end - to) >> 2, f32x4.mul(loadLanes(to, (end - to) >> 2), share));
  }
}

export function softmaxBackward(
  y: i32,
  dy: i32,
  dx: i32,
  m: i32,
  n: i32,
  accumulate: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>n << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const offset: usize = <usize>r * width;
    let py: usize = (<usize>y << 2) + offset;
    let pdy: usize = (<usize>dy << 2) + offset;
    let sums = f32x4.splat(0);
    const end: usize = py + width;
    for (; py + 16 <= end; py += 16, pdy += 16) sums = multiplyAdd(v128.load(py), v128.load(pdy), sums);
    if (py < end) {
      const rest = (end - py) >> 2;
      sums = multiplyAdd(loadLanes(py, rest), loadLanes(pdy, rest), sums);
    }
    const sum = f32x4.splat(sumLanes(sums));
    py = (<usize>y << 2) + offset;
    pdy = (<usize>dy << 2) + offset;
    let pdx: usize = (<usize>dx << 2) + offset;
    for (; py + 16 <= end; py += 16, pdy += 16, pdx += 16) {
      const gradient = f32x4.mul(v128.load(py), f32x4.sub(v128.load(pdy), sum));
      v128.store(pdx, accumulate ? f32x4.add(v128.load(pdx), gradient) : gradient);
    }
    if (py < end) {
      const rest = (end - py) >> 2;
      const gradient = f32x4.mul(loadLanes(py, rest), f32x4.sub(loadLanes(pdy, rest), sum));
      storeLanes(pdx, rest, accumulate ? f32x4.add(loadLanes(pdx, rest), gradient) : gradient);
    }
  }
}
