import { gateSigmoid, gateTanh } from "./gate-functions";
import { panelColumns } from "./panels";
import { firstOf } from "./partition";
import { panelProduct } from "./tile";

// What the recurrences share. A thread takes its learners in blocks through all steps; block, state and panel of the
// weights then stay near. The end of its scratch (`recurrentScratch`, kernel-scratch.ts) is laid out from above.

/** Learners of a block at most. */
const LEARNERS: i32 = 48;
const TILE: i32 = 256;
/** Products of so few rows in all read the weights where they stand. */
const FEW_ROWS: i32 = 8;

/** Rounded up to whole panels: what a row takes in scratch. */
// @ts-expect-error: decorator
@inline
export function padded(count: i32): i32 {
  return (count + 15) & ~15;
}

/** A spare tile, and above it the list of addresses that a block's sums start from, a u32 for each learner. */
// @ts-expect-error: decorator
@inline
export function startsOf(own: usize, room: i32): usize {
  return own + (<usize>(room - TILE) << 2);
}

/** What a state carries from step to step, `[LEARNERS, padded(units)]`; `which` is 0 or 1. */
// @ts-expect-error: decorator
@inline
export function carryOf(own: usize, room: i32, units: i32, which: i32): usize {
  return startsOf(own, room) - (<usize>((which + 1) * LEARNERS * padded(units)) << 2);
}

/** The gates of one step, `[LEARNERS, padded(n)]`. */
// @ts-expect-error: decorator
@inline
export function stepGatesOf(own: usize, room: i32, units: i32, n: i32): usize {
  return carryOf(own, room, units, 1) - (<usize>(LEARNERS * padded(n)) << 2);
}

/** A row of zeros, as long as the gates of a step. */
// @ts-expect-error: decorator
@inline
export function zerosOf(own: usize, room: i32, units: i32, n: i32): usize {
  return stepGatesOf(own, room, units, n) - (<usize>padded(n) << 2);
}

// @ts-expect-error: decorator
@inline
export function blocksOf(learners: i32): i32 {
  return (learners + LEARNERS - 1) / LEARNERS;
}

/** The part's share of the learners begins here. */
// @ts-expect-error: decorator
@inline
export function firstLearner(batch: i32, part: i32, parts: i32): i32 {
  return firstOf(batch, 1, part, parts);
}

/** Whether there are too few rows for packing the weights to pay. */
// @ts-expect-error: decorator
@inline
export function readsInPlace(learners: i32, steps: i32): bool {
  return learners * steps <= FEW_ROWS;
}

/**
 * y `[rows, N]` = starts + x `[rows, K]` w for packed or (where `inPlace`) plain w `[K, N]`; all rows of x and y are padded,
 * steps are bytes. `count` 0 instead of K only copies the starts.
 */
export function stepProduct(
  rows: i32,
  x: usize,
  xRow: usize,
  w: usize,
  inPlace: bool,
  count: i32,
  k: i32,
  n: i32,
  starts: usize,
  startStep: usize,
  y: usize,
): void {
  const width = panelColumns();
  const wStep = <usize>(inPlace ? n : width) << 2;
  const panelStep = <usize>(inPlace ? width : k * width) << 2;
  const yRow = <usize>padded(n) << 2;
  for (let column: usize = 0, end = <usize>n << 2; column < end; column += <usize>width << 2) {
    panelProduct(rows, width, x, xRow, 4, w, wStep, count, starts, startStep, column, y + column, yRow, 0);
    w += panelStep;
  }
}

/** In place: x becomes its sigmoid. */
export function sigmoidRow(x: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(x, gateSigmoid(v128.load(x)));
    x += 16;
  }
  if (count > 0) storeSome(x, gateSigmoid(v128.load(x)), count);
}

/** In place: x becomes its tanh. */
export function tanhRow(x: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(x, gateTanh(v128.load(x)));
    x += 16;
  }
  if (count > 0) storeSome(x, gateTanh(v128.load(x)), count);
}

/** Stores the first `count` (1 to 3) floats of x. */
// @ts-expect-error: decorator
@inline
function storeSome(to: usize, x: v128, count: i32): void {
  v128.store_lane<f32>(to, x, 0);
  if (count > 1) v128.store_lane<f32>(to, x, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, x, 2, 8);
}

/** to += `count` floats. */
export function addFloats(from: usize, to: usize, count: i32): void {
  for (; count >= 4; count -= 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    from += 16;
    to += 16;
  }
  if (count > 0) storeSome(to, f32x4.add(v128.load(to), v128.load(from)), count);
}

/** Stores as many of the four floats as are left. */
// @ts-expect-error: decorator
@inline
export function storeUpTo(to: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(to, x);
  else storeSome(to, x, left);
}
