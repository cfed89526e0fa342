import {
  BY_INTERCEPT,
  BY_SLOPE,
  INTERCEPT_INTERCEPT,
  logisticTerms,
  OBJECTIVE,
  SLOPE_INTERCEPT,
  SLOPE_SLOPE,
  TERMS,
} from "./logistic-terms";

/** Newton steps at most in one M step; two or three are usual, as each begins where the last ended. */
const MAX_STEPS = 25;
const MAX_HALVINGS = 30;
/** An M step ends when a Newton step promises less than this of the expected answers' log-likelihood. */
const ENOUGH = 1e-13;

const terms = new Float64Array(TERMS);
const trial = new Float64Array(TERMS);

/**
 * Newton's search for the intercept alone; writes `parameters[items + item]`. The objective is concave: no false
 * maxima.
 */
export function maximiseIntercept(
  expected: Float64Array,
  item: number,
  node: Float64Array,
  parameters: Float64Array,
): void {
  const at = parameters.length / 2 + item;
  const slope = parameters[item]!;
  let intercept = parameters[at]!;
  logisticTerms(expected, item, node, slope, intercept, terms);
  for (let step = 0; step < MAX_STEPS; step++) {
    const delta = terms[BY_INTERCEPT]! / terms[INTERCEPT_INTERCEPT]!;
    if (!(terms[BY_INTERCEPT]! * delta > ENOUGH * Math.abs(terms[OBJECTIVE]!))) break;
    if (!climb(expected, item, node, slope, intercept, 0, delta)) break;
    intercept += taken * delta;
  }
  parameters[at] = intercept;
}

/** A slope within rounding of the bound is at the bound. */
export function snapToBound(slope: number, bound: number): number {
  return Math.abs(slope) > bound * (1 - 1e-12) ? Math.sign(slope) * bound : slope;
}

/** The largest fraction of a step, at most 1, that keeps a slope within `-bound … bound`. */
export function fractionWithin(slope: number, step: number, bound: number): number {
  const room = step > 0 ? bound - slope : slope + bound;
  return Math.abs(step) <= room ? 1 : room / Math.abs(step);
}

/** The fraction of the last Newton step that was taken. */
let taken = 0;

/** Halves a step until it does not lower the objective; leaves the terms at the new point. False: no step does. */
function climb(
  expected: Float64Array,
  item: number,
  node: Float64Array,
  slope: number,
  intercept: number,
  slopeStep: number,
  interceptStep: number,
): boolean {
  taken = 1;
  for (let halving = 0; halving < MAX_HALVINGS; halving++, taken *= 0.5) {
    logisticTerms(expected, item, node, slope + taken * slopeStep, intercept + taken * interceptStep, trial);
    if (trial[OBJECTIVE]! >= terms[OBJECTIVE]!) {
      terms.set(trial);
      return true;
    }
  }
  return false;
}

/**
 * Newton's search for slope and intercept of one item, the slope within `-bound … bound`: where it would leave, it is
 * held at the bound and the intercept found for it.
 */
export function maximiseItem(
  expected: Float64Array,
  item: number,
  node: Float64Array,
  parameters: Float64Array,
  bound: number,
): void {
  const at = parameters.length / 2 + item;
  let slope = Math.min(bound, Math.max(-bound, parameters[item]!));
  let intercept = parameters[at]!;
  logisticTerms(expected, item, node, slope, intercept, terms);
  for (let step = 0; step < MAX_STEPS; step++) {
    const determinant =
      terms[SLOPE_SLOPE]! * terms[INTERCEPT_INTERCEPT]! - terms[SLOPE_INTERCEPT]! * terms[SLOPE_INTERCEPT]!;
    // Flat to rounding: all expected answers at one node, nothing to tell slope from intercept.
    if (!(determinant > 0)) break;
    const slopeStep =
      (terms[INTERCEPT_INTERCEPT]! * terms[BY_SLOPE]! - terms[SLOPE_INTERCEPT]! * terms[BY_INTERCEPT]!) / determinant;
    const interceptStep =
      (terms[SLOPE_SLOPE]! * terms[BY_INTERCEPT]! - terms[SLOPE_INTERCEPT]! * terms[BY_SLOPE]!) / determinant;
    const promise = slopeStep * terms[BY_SLOPE]! + interceptStep * terms[BY_INTERCEPT]!;
    if (!(promise > ENOUGH * Math.abs(terms[OBJECTIVE]!))) break;
    if (!climb(expected, item, node, slope, intercept, slopeStep, interceptStep)) break;
    slope += taken * slopeStep;
    intercept += taken * interceptStep;
    if (Math.abs(slope) > bound) break;
  }
  parameters[item] = slope;
  parameters[at] = intercept;
  if (Math.abs(slope) > bound) {
    parameters[item] = Math.sign(slope) * bound;
    maximiseIntercept(expected, item, node, parameters);
  }
}

function fillTerms(
  expected: Float64Array,
  node: Float64Array,
  parameters: Float64Array,
  slope: number,
  step: number,
  steps: Float64Array | undefined,
  out: Float64Array,
): number {
  const items = parameters.length / 2;
  let objective = 0;
  for (let i = 0; i < items; i++) {
    const delta = steps === undefined ? 0 : step * steps[i]!;
    logisticTerms(expected, i, node, slope, parameters[items + i]! + delta, trial);
    out.set(trial, i * TERMS);
    objective += trial[OBJECTIVE]!;
  }
  return objective;
}

/**
 * Newton's search for one slope common to all items, jointly with their intercepts. The Hessian is an arrow (slope
 * against intercepts), so a step costs O(I Q) through the slope's Schur complement.
 * @param steps working memory `[I]`; @param held working memory `[I, 6]`
 */
export function maximiseCommonSlope(
  expected: Float64Array,
  node: Float64Array,
  parameters: Float64Array,
  bound: number,
  steps: Float64Array,
  held: Float64Array,
): void {
  const items = parameters.length / 2;
  let slope = Math.min(bound, Math.max(-bound, parameters[0]!));
  let objective = fillTerms(expected, node, parameters, slope, 0, undefined, held);
  for (let step = 0; step < MAX_STEPS; step++) {
    let gradient = 0;
    let schur = 0;
    for (let i = 0, k = 0; i < items; i++, k += TERMS) {
      const ratio = held[k + SLOPE_INTERCEPT]! / held[k + INTERCEPT_INTERCEPT]!;
      gradient += held[k + BY_SLOPE]! - ratio * held[k + BY_INTERCEPT]!;
      schur += held[k + SLOPE_SLOPE]! - ratio * held[k + SLOPE_INTERCEPT]!;
    }
    if (!(schur > 0)) break;
    // At the bound and pushed outwards the slope is held, and only the intercepts move.
    const isHeld = Math.abs(slope) >= bound && gradient * slope > 0;
    const slopeStep = isHeld ? 0 : gradient / schur;
    let promise = 0;
    for (let i = 0, k = 0; i < items; i++, k += TERMS) {
      steps[i] = (held[k + BY_INTERCEPT]! - held[k + SLOPE_INTERCEPT]! * slopeStep) / held[k + INTERCEPT_INTERCEPT]!;
      promise += slopeStep * held[k + BY_SLOPE]! + steps[i]! * held[k + BY_INTERCEPT]!;
    }
    if (!(promise > ENOUGH * Math.abs(objective))) break;
    let fraction = fractionWithin(slope, slopeStep, bound);
    let raised = false;
    for (let halving = 0; halving < MAX_HALVINGS && !raised; halving++) {
      const next = snapToBound(slope + fraction * slopeStep, bound);
      const reached = fillTerms(expected, node, parameters, next, fraction, steps, held);
      if (reached >= objective) {
        objective = reached;
        slope = next;
        for (let i = 0; i < items; i++) parameters[items + i]! += fraction * steps[i]!;
        raised = true;
      }
      fraction *= 0.5;
    }
    if (!raised) break;
  }
  parameters.fill(slope, 0, items);
}
