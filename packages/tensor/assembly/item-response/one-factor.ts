import { maskOf } from "../lanes";
import { multiplyAdd, sumLanes } from "../vector";
import {
  averagedLikelihood,
  boundOf,
  boundWeight,
  centred4,
  decay,
  shrinkage,
  sigmoidOf,
  slopeOf,
  touchingPoint,
} from "./answer-weights";
import { priorAt, twiceDivergence } from "./divergence";
import {
  BY_ITEM,
  BY_LEARNER,
  FIXED_DISCRIMINATION,
  FROZEN,
  ITEM_DAMPING,
  ITEM_FLAGS,
  ITEM_OFFSETS,
  ITEM_PRIOR,
  ITEM_ROWS,
  KNOWN,
  KNOWN_ITEM_ROWS,
  KNOWN_LEARNER_ROWS,
  LEARNER_FLAGS,
  LEARNER_OFFSETS,
  LEARNER_PRIOR,
  LEARNER_ROWS,
  MAX_STEP,
  MIN_DISCRIMINATION,
  NEWTON,
  addressAt,
  numberAt,
  wholeAt,
  wordAt,
} from "./table";

// The steps of kt's coordinate-steps.ts for one factor: four answers at a time. Sums of floats join doubles every FLUSH answers.

// @ts-expect-error: decorator
@inline const FLUSH: i32 = 512;

/** Log-likelihood, and divergences from the priors, of the rows of this block so far. */
export let likelihoodOfOne: f64 = 0;
export let divergenceOfOne: f64 = 0;

export function clearLossesOfOne(): void {
  likelihoodOfOne = 0;
  divergenceOfOne = 0;
}

// @ts-expect-error: decorator
@inline
function stepped(from: f64, to: f64, damping: f64, maxStep: f64): f64 {
  return from + min(max(damping * (to - from), -maxStep), maxStep);
}

// @ts-expect-error: decorator
@inline
function right4(packed: v128): v128 {
  return f32x4.convert_i32x4_s(v128.and(packed, i32x4.splat(1)));
}

/** Byte offset of a row of 2^shift bytes: `packed` is twice its number, and a bit. */
// @ts-expect-error: decorator
@inline
function rowOf(packed: u32, shift: u32): usize {
  return <usize>(packed >>> 1) << shift;
}

export function stepLearnerOfOne(table: usize, l: i32): void {
  const row = addressAt(table, LEARNER_ROWS) + (<usize>l << 3);
  const mean = load<f32>(row);
  const variance = load<f32>(row, 4);
  const means = f32x4.splat(mean);
  const spreads = f32x4.splat(variance);
  const seconds = f32x4.splat(mean * mean + variance);
  const offsets = addressAt(table, LEARNER_OFFSETS);
  const end = wholeAt(offsets, l + 1);
  const newton = wordAt(table, NEWTON) !== 0;
  const list = addressAt(table, BY_LEARNER);
  const rows = addressAt(table, ITEM_ROWS);
  let precision: f64 = 0;
  let rightSide: f64 = 0;
  let n = wholeAt(offsets, l);
  while (n < end) {
    const stop = min(end, n + FLUSH);
    let precision4 = f32x4.splat(0);
    let right = f32x4.splat(0);
    let gained4 = f32x4.splat(0);
    for (; n < stop; n += 4) {
      // Beyond the last answer stand others, or zeros: rows that exist.
      const packed = v128.load(list + (<usize>n << 2));
      const r0 = v128.load(rows + rowOf(i32x4.extract_lane(packed, 0), 4));
      const r1 = v128.load(rows + rowOf(i32x4.extract_lane(packed, 1), 4));
      const r2 = v128.load(rows + rowOf(i32x4.extract_lane(packed, 2), 4));
      const r3 = v128.load(rows + rowOf(i32x4.extract_lane(packed, 3), 4));
      const first01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const first23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const last01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const last23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const a = v128.shuffle<f32>(first01, first23, 0, 1, 4, 5);
      const aVariance = v128.shuffle<f32>(first01, first23, 2, 3, 6, 7);
      const t = v128.shuffle<f32>(last01, last23, 0, 1, 4, 5);
      const tVariance = v128.shuffle<f32>(last01, last23, 2, 3, 6, 7);
      const y = right4(packed);
      const square = f32x4.mul(a, a);
      const m = f32x4.sub(f32x4.mul(a, means), t);
      const v = multiplyAdd(square, spreads, multiplyAdd(aVariance, seconds, tVariance));
      let w: v128, g: v128, gained: v128;
      if (newton) {
        const c = shrinkage(v);
        const z = f32x4.mul(c, m);
        const e = decay(z);
        const s = sigmoidOf(z, e);
        w = slopeOf(c, s);
        g = multiplyAdd(w, f32x4.add(m, t), f32x4.sub(y, s));
        gained = averagedLikelihood(y, m, z, e, c);
      } else {
        const xi = touchingPoint(m, v);
        const e = decay(xi);
        const centred = centred4(y);
        w = boundWeight(xi, e);
        g = multiplyAdd(w, t, centred);
        gained = boundOf(centred, m, xi, e);
      }
      if (end - n < 4) {
        const mask = maskOf(<usize>(end - n));
        w = v128.and(w, mask);
        g = v128.and(g, mask);
        gained = v128.and(gained, mask);
      }
      precision4 = multiplyAdd(w, f32x4.add(square, aVariance), precision4);
      right = multiplyAdd(a, g, right);
      gained4 = f32x4.add(gained4, gained);
    }
    precision += sumLanes(precision4);
    rightSide += sumLanes(right);
    likelihoodOfOne += sumLanes(gained4);
  }
  const flags = load<u8>(addressAt(table, LEARNER_FLAGS) + l);
  const known = (flags & KNOWN) !== 0;
  const priors = known ? addressAt(table, KNOWN_LEARNER_ROWS) + (<usize>l << 3) : addressAt(table, LEARNER_PRIOR);
  divergenceOfOne += 0.5 * twiceDivergence(row, row + 4, priors, priors + (known ? 4 : 8), 1, known);
  if ((flags & FROZEN) !== 0) return;
  const held = 1 / priorAt(priors, 1, known);
  precision += held;
  rightSide += priorAt(priors, 0, known) * held;
  store<f32>(row, <f32>stepped(mean, rightSide / precision, 1, numberAt(table, MAX_STEP)));
  store<f32>(row, <f32>(1 / precision), 4);
}

export function stepItemOfOne(table: usize, i: i32): void {
  const row = addressAt(table, ITEM_ROWS) + (<usize>i << 4);
  const a = load<f32>(row);
  const t = load<f32>(row, 8);
  const aVariance = load<f32>(row, 4);
  const fixed = wordAt(table, FIXED_DISCRIMINATION) !== 0;
  const flags = load<u8>(addressAt(table, ITEM_FLAGS) + i);
  const known = (flags & KNOWN) !== 0;
  const priors = known ? addressAt(table, KNOWN_ITEM_ROWS) + (<usize>i << 4) : addressAt(table, ITEM_PRIOR);
  const cell: usize = known ? 4 : 8;
  let apart = twiceDivergence(row + 8, row + 12, priors + 2 * cell, priors + 3 * cell, 1, known);
  if (!fixed) apart += twiceDivergence(row, row + 4, priors, priors + cell, 1, known);
  divergenceOfOne += 0.5 * apart;
  if ((flags & FROZEN) !== 0) return;
  const as = f32x4.splat(a);
  const ts = f32x4.splat(t);
  const squares = f32x4.splat(a * a);
  const spreads = f32x4.splat(aVariance);
  const tSpreads = f32x4.splat(load<f32>(row, 12));
  const offsets = addressAt(table, ITEM_OFFSETS);
  const end = wholeAt(offsets, i + 1);
  const newton = wordAt(table, NEWTON) !== 0;
  const list = addressAt(table, BY_ITEM);
  const rows = addressAt(table, LEARNER_ROWS);
  // The matrix ((aa, at), (at, tt)) and the right side, with the feature -1 of the threshold.
  let aa: f64 = 0;
  let at: f64 = 0;
  let tt: f64 = 0;
  let aRight: f64 = 0;
  let tRight: f64 = 0;
  let n = wholeAt(offsets, i);
  while (n < end) {
    const stop = min(end, n + FLUSH);
    let aa4 = f32x4.splat(0);
    let at4 = f32x4.splat(0);
    let tt4 = f32x4.splat(0);
    let aRight4 = f32x4.splat(0);
    let tRight4 = f32x4.splat(0);
    for (; n < stop; n += 4) {
      const packed = v128.load(list + (<usize>n << 2));
      let r01 = v128.load64_zero(rows + rowOf(i32x4.extract_lane(packed, 0), 3));
      let r23 = v128.load64_zero(rows + rowOf(i32x4.extract_lane(packed, 2), 3));
      r01 = v128.load_lane<f64>(rows + rowOf(i32x4.extract_lane(packed, 1), 3), r01, 1);
      r23 = v128.load_lane<f64>(rows + rowOf(i32x4.extract_lane(packed, 3), 3), r23, 1);
      const mean = v128.shuffle<f32>(r01, r23, 0, 2, 4, 6);
      const variance = v128.shuffle<f32>(r01, r23, 1, 3, 5, 7);
      const y = right4(packed);
      const second = multiplyAdd(mean, mean, variance);
      const m = f32x4.sub(f32x4.mul(mean, as), ts);
      const v = multiplyAdd(squares, variance, multiplyAdd(spreads, second, tSpreads));
      let w: v128, g: v128;
      if (newton) {
        const c = shrinkage(v);
        const z = f32x4.mul(c, m);
        const s = sigmoidOf(z, decay(z));
        w = slopeOf(c, s);
        g = multiplyAdd(w, m, f32x4.sub(y, s));
      } else {
        const xi = touchingPoint(m, v);
        w = boundWeight(xi, decay(xi));
        g = centred4(y);
      }
      if (end - n < 4) {
        const mask = maskOf(<usize>(end - n));
        w = v128.and(w, mask);
        g = v128.and(g, mask);
      }
      aa4 = multiplyAdd(w, second, aa4);
      at4 = multiplyAdd(w, mean, at4);
      tt4 = f32x4.add(tt4, w);
      aRight4 = multiplyAdd(mean, g, aRight4);
      tRight4 = f32x4.add(tRight4, g);
    }
    aa += sumLanes(aa4);
    at -= sumLanes(at4);
    tt += sumLanes(tt4);
    aRight += sumLanes(aRight4);
    tRight -= sumLanes(tRight4);
  }
  const aHeld = 1 / priorAt(priors, 1, known);
  const tHeld = 1 / priorAt(priors, 3, known);
  tt += tHeld;
  tRight += priorAt(priors, 2, known) * tHeld;
  const damping = numberAt(table, ITEM_DAMPING);
  const maxStep = numberAt(table, MAX_STEP);
  store<f32>(row, <f32>(1 / tt), 12);
  if (fixed) {
    store<f32>(row, <f32>stepped(t, (tRight - at * a) / tt, damping, maxStep), 8);
    return;
  }
  aa += aHeld;
  aRight += priorAt(priors, 0, known) * aHeld;
  store<f32>(row, <f32>(1 / aa), 4);
  const least = numberAt(table, MIN_DISCRIMINATION);
  let to = (tt * aRight - at * tRight) / (aa * tt - at * at);
  if (!(to >= least)) to = least;
  // The threshold that is best at the discrimination really taken: of a joint step, the joint solution.
  to = stepped(a, to, damping, maxStep);
  store<f32>(row, <f32>to);
  store<f32>(row, <f32>stepped(t, (tRight - at * to) / tt, damping, maxStep), 8);
}
