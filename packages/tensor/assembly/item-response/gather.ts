import { multiplyAdd } from "../vector";
import {
  means4,
  features,
  own,
  padded,
  rights,
  shares4,
  spreads4,
  stride,
  thresholds,
  variances,
} from "./scratch";

// Copies the rows of up to BATCH answers side by side and works out their logits on the way. Rows lie all over the memory;
// reading many before anything depends on them lets the processor wait for all of them at once. Reads up to three floats
// beyond a row, to no effect: this row's own constants are 0 there.

// @ts-expect-error: decorator
@inline
function noteAnswer(packed: u32, k: usize): void {
  store<f32>(rights + (k << 2), <f32>(packed & 1));
}

/**
 * Reads a word of every cache line of a batch's rows. Nothing else is done meanwhile, so that the processor waits for as many
 * lines at once as it can: rows copied one by one leave it no room to look ahead.
 */
export function touchRows(list: usize, count: i32, rows: usize, width: usize): void {
  let sum: u32 = 0;
  for (let k: usize = 0; k < <usize>count; k++) {
    const row = rows + <usize>(load<u32>(list + (k << 2)) >>> 1) * width;
    for (let line: usize = 0; line < width; line += 64) sum += load<u32>(row + line);
    sum += load<u32>(row + width - 4);
  }
  // Kept, or the compiler would leave the reading out.
  store<u32>(thresholds, sum);
}

/** Rows of items for a learner. Her constants: means, variances, second moments of the abilities. */
export function gatherItems(list: usize, count: i32, rows: usize, width: usize, factors: i32): void {
  const vectors: usize = <usize>padded << 2;
  const means = own;
  const spreads = own + vectors;
  const seconds = own + 2 * vectors;
  const spreadAt: usize = <usize>factors << 2;
  const featureStep: usize = <usize>stride << 2;
  touchRows(list, count, rows, width);
  let feature = features;
  let variance = variances;
  for (let k: usize = 0; k < <usize>count; k++) {
    const packed = load<u32>(list + (k << 2));
    const row = rows + <usize>(packed >>> 1) * width;
    noteAnswer(packed, k);
    const threshold = v128.load32_zero(row + 2 * spreadAt);
    store<f32>(thresholds + (k << 2), f32x4.extract_lane(threshold, 0));
    let m = f32x4.neg(threshold);
    let v = v128.load32_zero(row + 2 * spreadAt, 4);
    let share = f32x4.splat(0);
    for (let c: usize = 0; c < vectors; c += 16) {
      const a = v128.load(row + c);
      const s = v128.load(row + spreadAt + c);
      v128.store(feature + c, a);
      v128.store(variance + c, s);
      m = multiplyAdd(a, v128.load(means + c), m);
      share = multiplyAdd(f32x4.mul(a, a), v128.load(spreads + c), share);
      v = multiplyAdd(s, v128.load(seconds + c), v);
    }
    v128.store(means4 + (k << 4), m);
    v128.store(spreads4 + (k << 4), v);
    v128.store(shares4 + (k << 4), share);
    feature += featureStep;
    variance += vectors;
  }
}

/**
 * Rows of learners for an item, and -1, the feature of its threshold. Its constants: means, squares of the means, variances of
 * the discriminations.
 */
export function gatherLearners(
  list: usize,
  count: i32,
  rows: usize,
  width: usize,
  factors: i32,
  threshold: f32,
  thresholdVariance: f32,
): void {
  const vectors: usize = <usize>padded << 2;
  const means = own;
  const squares = own + vectors;
  const spreads = own + 2 * vectors;
  const spreadAt: usize = <usize>factors << 2;
  const featureStep: usize = <usize>stride << 2;
  const start = f32x4.replace_lane(f32x4.splat(0), 0, -threshold);
  const startSpread = f32x4.replace_lane(f32x4.splat(0), 0, thresholdVariance);
  touchRows(list, count, rows, width);
  let feature = features;
  let variance = variances;
  for (let k: usize = 0; k < <usize>count; k++) {
    const packed = load<u32>(list + (k << 2));
    const row = rows + <usize>(packed >>> 1) * width;
    noteAnswer(packed, k);
    let m = start;
    let v = startSpread;
    let share = f32x4.splat(0);
    for (let c: usize = 0; c < vectors; c += 16) {
      const ability = v128.load(row + c);
      const s = v128.load(row + spreadAt + c);
      v128.store(feature + c, ability);
      v128.store(variance + c, s);
      m = multiplyAdd(ability, v128.load(means + c), m);
      share = multiplyAdd(s, v128.load(squares + c), share);
      v = multiplyAdd(multiplyAdd(ability, ability, s), v128.load(spreads + c), v);
    }
    store<f32>(feature + spreadAt, -1);
    v128.store(means4 + (k << 4), m);
    v128.store(spreads4 + (k << 4), v);
    v128.store(shares4 + (k << 4), share);
    feature += featureStep;
    variance += vectors;
  }
}

/** The sums of four vectors' lanes, from an address on. */
// @ts-expect-error: decorator
@inline
export function sumFour(at: usize): v128 {
  const a = v128.load(at);
  const b = v128.load(at, 16);
  const c = v128.load(at, 32);
  const d = v128.load(at, 48);
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
