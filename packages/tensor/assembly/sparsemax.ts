import { loadLanes, maskOf, storeLanes } from "./lanes";
import { firstOf } from "./partition";
import { sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/sparsemax.ts. Addresses are elements of four bytes.
// Instead of sorting, the support shrinks until it stays (Michelot 1986): a few passes over a row in the cache.

// @ts-expect-error: decorator
@inline
function fillWithNaN(to: usize, end: usize): void {
  for (; to < end; to += 4) store<f32>(to, NaN);
}

export function sparsemax(x: i32, y: i32, m: i32, n: i32, part: i32, parts: i32): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>n << 2;
  const whole: usize = width & ~15;
  const rest: usize = <usize>n & 3;
  const least = f32x4.splat(-Infinity);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const row: usize = (<usize>x << 2) + <usize>r * width;
    const to: usize = (<usize>y << 2) + <usize>r * width;
    // Unlike pmax, max keeps NaN.
    let greatest = least;
    for (let k: usize = 0; k < whole; k += 16) greatest = f32x4.max(greatest, v128.load(row + k));
    if (rest > 0) {
      greatest = f32x4.max(greatest, v128.bitselect(loadLanes(row + whole, rest), least, maskOf(rest)));
    }
    const first = max(f32x4.extract_lane(greatest, 0), f32x4.extract_lane(greatest, 1));
    const most = max(first, max(f32x4.extract_lane(greatest, 2), f32x4.extract_lane(greatest, 3)));
    if (!isFinite(most)) {
      fillWithNaN(to, to + width);
      continue;
    }
    const mosts = f32x4.splat(most);
    // The greatest keeps at most 1, so tau is at least 1 below it.
    let tau: f32 = -1;
    let before: f32 = Infinity;
    for (;;) {
      const taus = f32x4.splat(tau);
      let sums = zero;
      let counts = zero;
      for (let k: usize = 0; k < whole; k += 16) {
        const z = f32x4.sub(v128.load(row + k), mosts);
        const inside = f32x4.gt(z, taus);
        sums = f32x4.add(sums, v128.and(z, inside));
        counts = f32x4.add(counts, v128.and(one, inside));
      }
      if (rest > 0) {
        const z = f32x4.sub(loadLanes(row + whole, rest), mosts);
        const inside = v128.and(f32x4.gt(z, taus), maskOf(rest));
        sums = f32x4.add(sums, v128.and(z, inside));
        counts = f32x4.add(counts, v128.and(one, inside));
      }
      const count = sumLanes(counts);
      // Never grows but by rounding.
      if (count >= before) break;
      before = count;
      tau = (sumLanes(sums) - 1) / count;
    }
    const taus = f32x4.splat(tau);
    for (let k: usize = 0; k < whole; k += 16) {
      v128.store(to + k, f32x4.pmax(f32x4.sub(f32x4.sub(v128.load(row + k), mosts), taus), zero));
    }
    if (rest > 0) {
      const z = f32x4.sub(f32x4.sub(loadLanes(row + whole, rest), mosts), taus);
      storeLanes(to + whole, rest, f32x4.pmax(z, zero));
    }
  }
}

export function sparsemaxBackward(
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
  const whole: usize = width & ~15;
  const rest: usize = <usize>n & 3;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const py: usize = (<usize>y << 2) + <usize>r * width;
    const pdy: usize = (<usize>dy << 2) + <usize>r * width;
    const pdx: usize = (<usize>dx << 2) + <usize>r * width;
    let sums = zero;
    let counts = zero;
    for (let k: usize = 0; k < whole; k += 16) {
      const inside = f32x4.ne(v128.load(py + k), zero);
      sums = f32x4.add(sums, v128.and(v128.load(pdy + k), inside));
      counts = f32x4.add(counts, v128.and(one, inside));
    }
    if (rest > 0) {
      const inside = f32x4.ne(loadLanes(py + whole, rest), zero);
      sums = f32x4.add(sums, v128.and(loadLanes(pdy + whole, rest), inside));
      counts = f32x4.add(counts, v128.and(one, inside));
    }
    const mean = f32x4.splat(sumLanes(sums) / sumLanes(counts));
    for (let k: usize = 0; k < whole; k += 16) {
      const inside = f32x4.ne(v128.load(py + k), zero);
      const gradient = v128.and(f32x4.sub(v128.load(pdy + k), mean), inside);
      v128.store(pdx + k, accumulate ? f32x4.add(v128.load(pdx + k), gradient) : gradient);
    }
    if (rest > 0) {
      const inside = f32x4.ne(loadLanes(py + whole, rest), zero);
      const gradient = v128.and(f32x4.sub(loadLanes(pdy + whole, rest), mean), inside);
      const to = pdx + whole;
      storeLanes(to, rest, accumulate ? f32x4.add(loadLanes(to, rest), gradient) : gradient);
    }
  }
}
