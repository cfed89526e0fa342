import { LEAST, ONE, P_0, P_1, P_2, P_3, P_4, powerOfTwo4, powerOfTwoWith, ROUND } from "./power-of-two";
import { multiplyAdd, sumLanes } from "./vector";

// One query's row of scores, as multiples of ln(2): the keys are scaled so, and weights are powers of two. A row has
// whole vectors; of its first `columns` a query sees `seen`. Addresses are bytes.

// @ts-expect-error: decorator
@inline
export const LN_2: f32 = 0.6931471805599453;
// @ts-expect-error: decorator
@inline
export const LOG2_E: f32 = 1.4426950408889634;

/** log2(1e5): how far the decay may go either way. */
// @ts-expect-error: decorator
@inline const MOST_DECAY: f32 = 16.609640474436812;

/** All bits of the first `rest` lanes. */
// @ts-expect-error: decorator
@inline
function lanesBelow(rest: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
}

/** The largest lane. NaN may be lost: the sum of the powers finds it. */
// @ts-expect-error: decorator
@inline
function largestLane(x: v128): f32 {
  const y = f32x4.pmax(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(y, v128.shuffle<f32>(y, y, 1, 0, 3, 2)), 0);
}

/**
 * Writes 2^(x - largest x) over the seen columns and zeros after them to `to` (which may be the row itself); returns the
 * sum. Columns not seen are overwritten in `row`, too, where they share a vector with one that is.
 */
export function powersOfRow(row: usize, to: usize, seen: i32, columns: i32): f32 {
  const rowEnd = row + (<usize>columns << 2);
  const whole = row + (<usize>(seen & ~3) << 2);
  let end = whole;
  let largest = f32x4.splat(-Infinity);
  if ((seen & 3) !== 0) {
    const last = v128.bitselect(v128.load(whole), largest, lanesBelow(seen & 3));
    v128.store(whole, last);
    largest = last;
    end += 16;
  }
  for (let at = row; at < whole; at += 16) largest = f32x4.pmax(largest, v128.load(at));
  const most = f32x4.splat(largestLane(largest));
  let sum = f32x4.splat(0);
  const shift = to - row;
  // Loaded once: an engine does not move loads out of a loop that stores.
  const p4 = v128.load(P_4);
  const p3 = v128.load(P_3);
  const p2 = v128.load(P_2);
  const p1 = v128.load(P_1);
  const p0 = v128.load(P_0);
  const one = v128.load(ONE);
  const least = v128.load(LEAST);
  const round = v128.load(ROUND);
  for (let at = row; at < end; at += 16) {
    const power = powerOfTwoWith(f32x4.sub(v128.load(at), most), p4, p3, p2, p1, p0, one, least, round);
    v128.store(at + shift, power);
    sum = f32x4.add(sum, power);
  }
  for (let at = end; at < rowEnd; at += 16) v128.store(at + shift, f32x4.splat(0));
  return sumLanes(sum);
}

/**
 * The factors of AKT's distance decay for a query at `step`: from `row`'s scores, writes the factors to `effects` and
 * their slopes by the rate to `slopes`. `temporary` is a row that is overwritten.
 */
export function decayOfRow(
  row: usize,
  temporary: usize,
  effects: usize,
  slopes: usize,
  seen: i32,
  columns: i32,
  step: i32,
  rate: f32,
): void {
  if (seen === 0) return;
  const share = f32x4.splat(1 / powersOfRow(row, temporary, seen, columns));
  const zero = f32x4.splat(0);
  const most = f32x4.splat(MOST_DECAY);
  const factor = f32x4.splat(-rate * LOG2_E);
  let later = zero;
  let k = (seen - 1) & ~3;
  let away = f32x4.sub(f32x4.splat(<f32>(step - k)), f32x4(0, 1, 2, 3));
  for (; k >= 0; k -= 4) {
    const at = <usize>k << 2;
    const weights = f32x4.mul(v128.load(temporary + at), share);
    // Sums of the lanes after each: of one, then of up to two, then with the vectors after this one.
    const next = v128.shuffle<f32>(weights, zero, 1, 2, 3, 4);
    const pairs = f32x4.add(next, v128.shuffle<f32>(next, zero, 1, 2, 3, 4));
    const after = f32x4.add(pairs, v128.shuffle<f32>(next, zero, 2, 3, 4, 4));
    const sums = f32x4.add(later, after);
    // Lanes not seen may be below 0; they are of no use.
    const distance = f32x4.sqrt(f32x4.mul(sums, away));
    const power = f32x4.mul(distance, factor);
    const inside = f32x4.pmax(f32x4.pmin(power, most), f32x4.neg(most));
    const effect = powerOfTwo4(inside);
    v128.store(effects + at, effect);
    const slope = f32x4.neg(f32x4.mul(distance, effect));
    v128.store(slopes + at, v128.and(slope, f32x4.eq(power, inside)));
    later = f32x4.splat(f32x4.extract_lane(f32x4.add(sums, weights), 0));
    away = f32x4.add(away, f32x4.splat(4));
  }
}

/** to = x y, over the columns. */
export function multiplyRows(x: usize, y: usize, to: usize, columns: i32): void {
  const end = x + (<usize>columns << 2);
  for (; x < end; x += 16) {
    v128.store(to, f32x4.mul(v128.load(x), v128.load(y)));
    y += 16;
    to += 16;
  }
}

/** x times factor, over the columns. */
export function scaleRow(x: usize, columns: i32, factor: f32): void {
  const end = x + (<usize>columns << 2);
  const factors = f32x4.splat(factor);
  for (; x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factors));
}

/** The gradients of scores from those of weights, in place: weights times what stands above the weighted mean. */
export function softmaxBackwardRow(weights: usize, gradients: usize, columns: i32): void {
  const end = <usize>columns << 2;
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < end; k += 16) {
    sum = multiplyAdd(v128.load(weights + k), v128.load(gradients + k), sum);
  }
  const mean = f32x4.splat(sumLanes(sum));
  for (let k: usize = 0; k < end; k += 16) {
    const above = f32x4.sub(v128.load(gradients + k), mean);
    v128.store(gradients + k, f32x4.mul(v128.load(weights + k), above));
  }
}

/**
 * The gradients of undecayed scores from those of decayed ones, in place; returns the gradient of the rate. Sums over
 * the seen columns only.
 */
export function decayBackwardRow(
  gradients: usize,
  scores: usize,
  effects: usize,
  slopes: usize,
  seen: i32,
): f32 {
  let sum = f32x4.splat(0);
  for (let k = 0; k < seen; k += 4) {
    const at = <usize>k << 2;
    const gradient = v128.load(gradients + at);
    const slope = f32x4.mul(v128.load(scores + at), v128.load(slopes + at));
    const kept = lanesBelow(seen - k);
    sum = f32x4.add(sum, v128.and(f32x4.mul(gradient, slope), kept));
    v128.store(gradients + at, v128.and(f32x4.mul(gradient, v128.load(effects + at)), kept));
  }
  return sumLanes(sum) * LN_2;
}
