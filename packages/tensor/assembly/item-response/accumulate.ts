import { multiplyAdd } from "../vector";
import { tile8x1, tile8x2, tile8x3, tile8x4, tile8x5, tile8x6 } from "../tile-8";
import {
  factors,
  features,
  gram,
  padded,
  pulls,
  recentGram,
  right,
  spread,
  stride,
  variances,
  weighted,
  weights,
} from "./scratch";

// Sums of weighted outer products over batches: single precision over at most FLUSH answers, then double.

/** Answers whose products are summed in single precision. */
// @ts-expect-error: decorator
@inline const FLUSH: i32 = 1024;

let unflushed: i32 = 0;
let flushed: bool = false;

/** Begins a row's sums. */
export function clearSums(): void {
  unflushed = 0;
  flushed = false;
  memory.fill(right, 0, <usize>stride << 3);
  memory.fill(spread, 0, <usize>stride << 3);
}

/** Adds four floats to four doubles. */
// @ts-expect-error: decorator
@inline
function addLanes(x: v128, to: usize): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)));
  const high = v128.shuffle<f32>(x, x, 2, 3, 0, 1);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** Weighs the features, and sums pulls times features and weights times variances. */
export function weighFeatures(count: i32, size: i32): void {
  const step: usize = <usize>stride << 2;
  const varianceStep: usize = <usize>padded << 2;
  const end = ((<usize>size + 3) & ~3) << 2;
  for (let c: usize = 0; c < end; c += 16) {
    let from = features + c;
    let to = weighted + c;
    let rightSum = f32x4.splat(0);
    let spreadSum = f32x4.splat(0);
    if (c < varianceStep) {
      let variance = variances + c;
      for (let k: usize = 0; k < <usize>count << 2; k += 4) {
        const f = v128.load(from);
        const w = v128.load32_splat(weights + k);
        v128.store(to, f32x4.mul(w, f));
        rightSum = multiplyAdd(v128.load32_splat(pulls + k), f, rightSum);
        spreadSum = multiplyAdd(w, v128.load(variance), spreadSum);
        from += step;
        to += step;
        variance += varianceStep;
      }
      addLanes(spreadSum, spread + (c << 1));
    } else {
      for (let k: usize = 0; k < <usize>count << 2; k += 4) {
        const f = v128.load(from);
        v128.store(to, f32x4.mul(v128.load32_splat(weights + k), f));
        rightSum = multiplyAdd(v128.load32_splat(pulls + k), f, rightSum);
        from += step;
        to += step;
      }
    }
    addLanes(rightSum, right + (c << 1));
  }
}

/** Rows `from … from + rows - 1` (at most 6) of a panel of 8 columns, over the batch. */
// @ts-expect-error: decorator
@inline
function addTile(from: usize, rows: i32, panel: usize, count: i32): void {
  const step: usize = <usize>stride << 2;
  const x = weighted + (from << 2);
  const w = features + panel;
  const y = recentGram + from * step + panel;
  if (rows === 6) tile8x6(x, 4, step, w, step, count, 0, 0, y, step);
  else if (rows === 5) tile8x5(x, 4, step, w, step, count, 0, 0, y, step);
  else if (rows === 4) tile8x4(x, 4, step, w, step, count, 0, 0, y, step);
  else if (rows === 3) tile8x3(x, 4, step, w, step, count, 0, 0, y, step);
  else if (rows === 2) tile8x2(x, 4, step, w, step, count, 0, 0, y, step);
  else tile8x1(x, 4, step, w, step, count, 0, 0, y, step);
}

/** Adds the batch: the upper triangle, in panels of 8 columns, each of tiles of nearly equal height. */
export function addBatch(count: i32, size: i32): void {
  weighFeatures(count, size);
  if (unflushed === 0) memory.fill(recentGram, 0, <usize>(size * stride) << 2);
  for (let column = 0; column < size; column += 8) {
    const rows = min(size, column + 8);
    const tiles = (rows + 5) / 6;
    for (let tile = 0; tile < tiles; tile++) {
      const from = (rows * tile) / tiles;
      addTile(<usize>from, (rows * (tile + 1)) / tiles - from, <usize>column << 2, count);
    }
  }
  unflushed += count;
  if (unflushed >= FLUSH) flush(size);
}

function flush(size: i32): void {
  if (!flushed) memory.fill(gram, 0, <usize>(size * stride) << 3);
  flushed = true;
  unflushed = 0;
  const row: usize = <usize>stride << 2;
  const end = recentGram + <usize>size * row;
  let to = gram;
  for (let from = recentGram; from < end; from += 16) {
    addLanes(v128.load(from), to);
    to += 32;
  }
}

/** Ends a row's sums: `gram` holds the upper triangle, its diagonal with the variances' share where `spreads` is set. */
export function finishSums(size: i32, spreads: bool): void {
  if (unflushed > 0 || !flushed) {
    if (unflushed === 0) memory.fill(recentGram, 0, <usize>(size * stride) << 2);
    flush(size);
  }
  if (!spreads) return;
  const step: usize = <usize>(stride + 1) << 3;
  let at = gram;
  // Beyond the factors, lanes hold what stands after a row.
  for (let d: usize = 0; d < <usize>factors; d++) {
    store<f64>(at, load<f64>(at) + load<f64>(spread + (d << 3)));
    at += step;
  }
}
