import { addBatch, clearSums, finishSums } from "./accumulate";
import { priorAt, twiceDivergence } from "./divergence";
import { gatherItems, gatherLearners } from "./gather";
import { BATCH, factor, factors, gram, own, padded, right, slope, solution, stride } from "./scratch";
import { addRow, factorise, fillLower, solveBackward, solveForward } from "./solve";
import {
  BY_ITEM,
  BY_LEARNER,
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
import { weighForItem, weighForLearner } from "./weigh";

// The steps of kt's coordinate-steps.ts for several factors: sums in vectors of floats, solves in doubles.

/** Sweeps of descent within bounds, and the change below which it ends. */
// @ts-expect-error: decorator
@inline const SWEEPS: i32 = 50;
// @ts-expect-error: decorator
@inline const SETTLED: f64 = 1e-6;

/** Log-likelihood, and divergences from the priors, of the rows of this block so far. */
export let likelihood: f64 = 0;
export let divergence: f64 = 0;

export function clearLosses(): void {
  likelihood = 0;
  divergence = 0;
}

// @ts-expect-error: decorator
@inline
function stepped(from: f64, to: f64, damping: f64, maxStep: f64): f64 {
  return from + min(max(damping * (to - from), -maxStep), maxStep);
}

// @ts-expect-error: decorator
@inline
function diagonal(d: usize): usize {
  return gram + ((d * <usize>(stride + 1)) << 3);
}

/** Adds the priors of `count` parameters from position `first` of the unknowns on. */
function addPriors(first: usize, count: i32, mean: usize, variance: usize, known: bool): void {
  for (let d: usize = 0; d < <usize>count; d++) {
    const precision = 1 / priorAt(variance, d, known);
    const at = diagonal(first + d);
    store<f64>(at, load<f64>(at) + precision);
    const to = right + ((first + d) << 3);
    store<f64>(to, load<f64>(to) + priorAt(mean, d, known) * precision);
  }
}

function solve(size: i32): void {
  memory.copy(factor, gram, <usize>(size * stride) << 3);
  memory.copy(solution, right, <usize>stride << 3);
  factorise(factor, stride, size);
  solveForward(factor, stride, size, 0, solution);
  solveBackward(factor, stride, size, solution);
}

/** Minimises the quadratic within the bounds of the discriminations, from the item's present means at `row`. */
function solveWithinBounds(size: i32, row: usize, least: f64): void {
  let violated = false;
  for (let d: usize = 0; d < <usize>factors; d++) if (!(load<f64>(solution + (d << 3)) >= least)) violated = true;
  if (!violated) return;
  fillLower(gram, stride, size);
  const step: usize = <usize>stride << 3;
  // The slope of the quadratic at the solution so far follows each move of it.
  for (let d: usize = 0; d < <usize>stride; d++) store<f64>(slope + (d << 3), -load<f64>(right + (d << 3)));
  for (let d: usize = 0; d < <usize>size; d++) {
    const mean = <f64>load<f32>(row + (d < <usize>factors ? d << 2 : <usize>factors << 3));
    store<f64>(solution + (d << 3), mean);
    addRow(mean, gram + d * step, slope, 0, size);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved: f64 = 0;
    for (let d: usize = 0; d < <usize>size; d++) {
      const at = solution + (d << 3);
      const from = load<f64>(at);
      let value = from - load<f64>(slope + (d << 3)) / load<f64>(diagonal(d));
      if (d < <usize>factors) value = max(value, least);
      if (value === from) continue;
      store<f64>(at, value);
      addRow(value - from, gram + d * step, slope, 0, size);
      moved = max(moved, abs(value - from));
    }
    if (moved < SETTLED) return;
  }
}

export function stepLearner(table: usize, l: i32): void {
  const width: usize = <usize>factors << 3;
  const spreadAt: usize = <usize>factors << 2;
  const row = addressAt(table, LEARNER_ROWS) + <usize>l * width;
  const vectors: usize = <usize>padded << 2;
  for (let d: usize = 0; d < spreadAt; d += 4) {
    const mean = load<f32>(row + d);
    const variance = load<f32>(row + spreadAt + d);
    store<f32>(own + d, mean);
    store<f32>(own + vectors + d, variance);
    store<f32>(own + 2 * vectors + d, mean * mean + variance);
  }
  const offsets = addressAt(table, LEARNER_OFFSETS);
  const end = wholeAt(offsets, l + 1);
  const newton = wordAt(table, NEWTON) !== 0;
  const list = addressAt(table, BY_LEARNER);
  const rows = addressAt(table, ITEM_ROWS);
  clearSums();
  for (let n = wholeAt(offsets, l); n < end; n += BATCH) {
    const count = min(BATCH, end - n);
    gatherItems(list + (<usize>n << 2), count, rows, width + 8, factors);
    likelihood += weighForLearner(count, newton);
    addBatch(count, factors);
  }
  const flags = load<u8>(addressAt(table, LEARNER_FLAGS) + l);
  const known = (flags & KNOWN) !== 0;
  const priors = known ? addressAt(table, KNOWN_LEARNER_ROWS) + <usize>l * width : addressAt(table, LEARNER_PRIOR);
  const priorSpreads = priors + (known ? spreadAt : width);
  divergence += 0.5 * twiceDivergence(row, row + spreadAt, priors, priorSpreads, factors, known);
  if ((flags & FROZEN) !== 0) return;
  finishSums(factors, true);
  addPriors(0, factors, priors, priorSpreads, known);
  solve(factors);
  const maxStep = numberAt(table, MAX_STEP);
  for (let d: usize = 0; d < <usize>factors; d++) {
    const at = row + (d << 2);
    store<f32>(at, <f32>stepped(load<f32>(at), load<f64>(solution + (d << 3)), 1, maxStep));
    store<f32>(at + spreadAt, <f32>(1 / load<f64>(diagonal(d))));
  }
}

/** What gathering learners needs of an item: means, their squares, variances. */
export function takeItem(row: usize): void {
  const spreadAt: usize = <usize>factors << 2;
  const vectors: usize = <usize>padded << 2;
  for (let d: usize = 0; d < spreadAt; d += 4) {
    const mean = load<f32>(row + d);
    store<f32>(own + d, mean);
    store<f32>(own + vectors + d, mean * mean);
    store<f32>(own + 2 * vectors + d, load<f32>(row + spreadAt + d));
  }
}

export function stepItem(table: usize, i: i32): void {
  const width: usize = (<usize>factors << 3) + 8;
  const spreadAt: usize = <usize>factors << 2;
  const row = addressAt(table, ITEM_ROWS) + <usize>i * width;
  const threshold = load<f32>(row + 2 * spreadAt);
  const thresholdVariance = load<f32>(row + 2 * spreadAt, 4);
  const flags = load<u8>(addressAt(table, ITEM_FLAGS) + i);
  const known = (flags & KNOWN) !== 0;
  const priors = known ? addressAt(table, KNOWN_ITEM_ROWS) + <usize>i * width : addressAt(table, ITEM_PRIOR);
  const cell: usize = known ? 4 : 8;
  const priorSpreads = priors + <usize>factors * cell;
  const ofThreshold = priors + 2 * <usize>factors * cell;
  divergence +=
    0.5 *
    (twiceDivergence(row, row + spreadAt, priors, priorSpreads, factors, known) +
      twiceDivergence(row + 2 * spreadAt, row + 2 * spreadAt + 4, ofThreshold, ofThreshold + cell, 1, known));
  if ((flags & FROZEN) !== 0) return;
  takeItem(row);
  const offsets = addressAt(table, ITEM_OFFSETS);
  const end = wholeAt(offsets, i + 1);
  const newton = wordAt(table, NEWTON) !== 0;
  const list = addressAt(table, BY_ITEM);
  const rows = addressAt(table, LEARNER_ROWS);
  const size = factors + 1;
  clearSums();
  for (let n = wholeAt(offsets, i); n < end; n += BATCH) {
    const count = min(BATCH, end - n);
    gatherLearners(list + (<usize>n << 2), count, rows, width - 8, factors, threshold, thresholdVariance);
    weighForItem(count, newton);
    addBatch(count, size);
  }
  finishSums(size, true);
  addPriors(0, factors, priors, priorSpreads, known);
  addPriors(factors, 1, ofThreshold, ofThreshold + cell, known);
  solve(size);
  solveWithinBounds(size, row, numberAt(table, MIN_DISCRIMINATION));
  const maxStep = numberAt(table, MAX_STEP);
  const damping = numberAt(table, ITEM_DAMPING);
  for (let d: usize = 0; d < <usize>factors; d++) {
    const at = row + (d << 2);
    store<f32>(at, <f32>stepped(load<f32>(at), load<f64>(solution + (d << 3)), damping, maxStep));
    store<f32>(at + spreadAt, <f32>(1 / load<f64>(diagonal(d))));
  }
  const at = row + 2 * spreadAt;
  store<f32>(at, <f32>stepped(threshold, load<f64>(solution + (<usize>factors << 3)), damping, maxStep));
  store<f32>(at + 4, <f32>(1 / load<f64>(diagonal(factors))));
}
