import { loadLanes, maskOf, storeLanes } from "./lanes";
import { firstOf } from "./partition";
import { multiplyAdd, sumLanes } from "./vector";

// What each kernel means stands in src/kernels/reference/layer-norm.ts. Addresses are elements of four bytes.

const EPSILON: f32 = 1e-5;

export function layerNorm(
  x: i32,
  gain: i32,
  offset: i32,
  y: i32,
  statistics: i32,
  m: i32,
  n: i32,
  part: i32,
  parts: i32,
): void {
  const last = firstOf(m, 4, part + 1, parts);
  const width: usize = <usize>n << 2;
  const whole: usize = width & ~15;
  const rest: usize = <usize>n & 3;
  const gains: usize = <usize>gain << 2;
  const offsets: usize = <usize>offset << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const from: usize = (<usize>x << 2) + <usize>r * width;
    const to: usize = (<usize>y << 2) + <usize>r * width;
    let sums = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) sums = f32x4.add(sums, v128.load(from + k));
    if (rest > 0) sums = f32x4.add(sums, loadLanes(from + whole, rest));
    const mean = sumLanes(sums) / <f32>n;
    const means = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) {
      const difference = f32x4.sub(v128.load(from + k), means);
      squares = multiplyAdd(difference, difference, squares);
    }
    if (rest > 0) {
      const difference = v128.and(f32x4.sub(loadLanes(from + whole, rest), means), maskOf(rest));
      squares = multiplyAdd(difference, difference, squares);
    }
    const inverse: f32 = 1 / sqrt<f32>(sumLanes(squares) / <f32>n + EPSILON);
    const statistic: usize = (<usize>statistics + 2 * r) << 2;
    store<f32>(statistic, mean);
    store<f32>(statistic, inverse, 4);
    const inverses = f32x4.splat(inverse);
    for (let k: usize = 0; k < whole; k += 16) {
      const u = f32x4.mul(f32x4.sub(v128.load(from + k), means), inverses);
      v128.store(to + k, multiplyAdd(u, v128.load(gains + k), v128.load(offsets + k)));
    }
    if (rest > 0) {
      const u = f32x4.mul(f32x4.sub(loadLanes(from + whole, rest), means), inverses);
      storeLanes(to + whole, rest, multiplyAdd(u, loadLanes(gains + whole, rest), loadLanes(offsets + whole, rest)));
    }
  }
}

export function layerNormBackward(
  x: i32,
  gain: i32,
  statistics: i32,
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
  const gains: usize = <usize>gain << 2;
  for (let r = firstOf(m, 4, part, parts); r < last; r++) {
    const px: usize = (<usize>x << 2) + <usize>r * width;
    const pdy: usize = (<usize>dy << 2) + <usize>r * width;
    const pdx: usize = (<usize>dx << 2) + <usize>r * width;
    const statistic: usize = (<usize>statistics + 2 * r) << 2;
    const means = f32x4.splat(load<f32>(statistic));
    const inverses = f32x4.splat(load<f32>(statistic, 4));
    let sums = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) {
      const g = f32x4.mul(v128.load(gains + k), v128.load(pdy + k));
      sums = f32x4.add(sums, g);
      products = multiplyAdd(g, f32x4.mul(f32x4.sub(v128.load(px + k), means), inverses), products);
    }
    if (rest > 0) {
      // The lanes beyond the row have a gain of 0.
      const g = f32x4.mul(loadLanes(gains + whole, rest), loadLanes(pdy + whole, rest));
      sums = f32x4.add(sums, g);
      const u = f32x4.mul(f32x4.sub(loadLanes(px + whole, rest), means), inverses);
      products = multiplyAdd(g, v128.and(u, maskOf(rest)), products);
    }
    const ofMean = f32x4.splat(sumLanes(sums) / <f32>n);
    const ofProduct = f32x4.splat(sumLanes(products) / <f32>n);
    for (let k: usize = 0; k < whole; k += 16) {
      const g = f32x4.mul(v128.load(gains + k), v128.load(pdy + k));
      const along = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(px + k), means), inverses), ofProduct);
      const gradient = f32x4.mul(f32x4.sub(f32x4.sub(g, ofMean), along), inverses);
      v128.store(pdx + k, accumulate ? f32x4.add(v128.load(pdx + k), gradient) : gradient);
    }
    if (rest > 0) {
      const g = f32x4.mul(loadLanes(gains + whole, rest), loadLanes(pdy + whole, rest));
      const along = f32x4.mul(f32x4.mul(f32x4.sub(loadLanes(px + whole, rest), means), inverses), ofProduct);
      const gradient = f32x4.mul(f32x4.sub(f32x4.sub(g, ofMean), along), inverses);
      const to = pdx + whole;
      storeLanes(to, rest, accumulate ? f32x4.add(loadLanes(to, rest), gradient) : gradient);
    }
  }
}

/** Rows summed before their sum is added to the rest: keeps the rounding error of long sums small. */
const BLOCK: i32 = 256;

export function layerNormBackwardWeights(
  x: i32,
  statistics: i32,
  dy: i32,
  dgain: i32,
  doffset: i32,
  m: i32,
  n: i32,
  part: i32,
  parts: i32,
): void {
  const first = firstOf(n, 16, part, parts);
  const last = firstOf(n, 16, part + 1, parts);
  const width: usize = <usize>n << 2;
  for (let block = 0; block < m; block += BLOCK) {
    const rows = min(BLOCK, m - block);
    for (let c = first; c < last; c += 4) {
      const lanes: usize = min(4, last - c);
      const whole = lanes === 4;
      let px: usize = (<usize>x + block * n + c) << 2;
      let pdy: usize = (<usize>dy + block * n + c) << 2;
      let statistic: usize = (<usize>statistics + 2 * block) << 2;
      let toGain = f32x4.splat(0);
      let toOffset = f32x4.splat(0);
      for (let r = 0; r < rows; r++, px += width, pdy += width, statistic += 8) {
        const value = whole ? v128.load(px) : loadLanes(px, lanes);
        const gradient = whole ? v128.load(pdy) : loadLanes(pdy, lanes);
        const u = f32x4.mul(
          f32x4.sub(value, v128.load32_splat(statistic)),
          v128.load32_splat(statistic, 4),
        );
        toGain = multiplyAdd(gradient, u, toGain);
        toOffset = f32x4.add(gradient, toOffset);
      }
      const pg: usize = (<usize>dgain + c) << 2;
      const po: usize = (<usize>doffset + c) << 2;
      if (whole) {
        v128.store(pg, f32x4.add(v128.load(pg), toGain));
        v128.store(po, f32x4.add(v128.load(po), toOffset));
      } else {
        storeLanes(pg, lanes, f32x4.add(loadLanes(pg, lanes), toGain));
        storeLanes(po, lanes, f32x4.add(loadLanes(po, lanes), toOffset));
      }
    }
  }
}
