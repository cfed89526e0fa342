import { factorCholesky, sigmoid, softplus, solveFactored } from "@zpd/core";
import { RIDGES } from "./ridge-regression";

/** A logistic fit: P = sigmoid(intercept + weights · inputs). */
export interface LogisticFit {
  readonly intercept: number;
  /** `[W]` */
  readonly weights: Float64Array;
  /** Fitted values `[L]`, 0…1. */
  readonly fitted: Float64Array;
  /** What each row would be foretold by a fit on the others `[L]`, to first order. */
  readonly leftOut: Float64Array;
}

const MAX_STEPS = 100;
/** Newton's method doubles the digits in each step, so the next change would be beyond double precision. */
const SMALL_STEP = 1e-9;
/** On the intercept, beyond the digits of any other fit: outcomes that are all 0 or all 1 have none without it. */
const INTERCEPT_RIDGE = 1e-12;

/**
 * Minimises the cross-entropy of outcomes `[L]` in 0…1 plus ridge / 2 x squared weights by Newton's method; the ridge
 * does not bear on the intercept. Fractional outcomes are allowed: the estimate is then the fractional logit of Papke and Wooldridge,
 * "Econometric methods for fractional response variables", Journal of Applied Econometrics 11, 1996.
 *
 * `leftOut` takes one Newton step from the fit on all rows: with h_l = x_l' H^-1 x_l and p_l (1 - p_l) = v_l, row l's logit
 * moves by h_l (p_l - y_l) / (1 - v_l h_l) (Rad and Maleki, "A scalable estimate of the out-of-sample prediction error via
 * approximate leave-one-out cross-validation", Journal of the Royal Statistical Society B 82, 2020, equation 8).
 *
 * O(steps · (L W² + W³)). @throws NUMERICAL when no ridge is given and the inputs leave the weights undetermined
 */
export function fitLogistic(inputs: Float64Array, outcome: Float64Array, ridge: number): LogisticFit {
  const count = outcome.length;
  const width = inputs.length / count + 1;
  const row = new Float64Array(width);
  let weights: Float64Array = new Float64Array(width);
  let loss = penalisedLoss(inputs, outcome, ridge, weights);
  let factor = new Float64Array(0);
  const logitOf = (by: Float64Array, l: number): number => {
    let sum = by[0]!;
    for (let j = 1; j < width; j++) sum += by[j]! * inputs[l * (width - 1) + j - 1]!;
    return sum;
  };
  for (let step = 0; step < MAX_STEPS; step++) {
    const slope = new Float64Array(width);
    factor = new Float64Array(width * width);
    slope[0] = INTERCEPT_RIDGE * weights[0]!;
    factor[0] = INTERCEPT_RIDGE;
    for (let j = 1; j < width; j++) {
      slope[j] = ridge * weights[j]!;
      factor[j * width + j] = ridge;
    }
    for (let l = 0; l < count; l++) {
      const p = sigmoid(logitOf(weights, l));
      readRow(inputs, l, row);
      for (let i = 0; i < width; i++) {
        slope[i]! += (p - outcome[l]!) * row[i]!;
        for (let j = 0; j <= i; j++) factor[i * width + j]! += p * (1 - p) * row[i]! * row[j]!;
      }
    }
    const change = solveFactored(factorCholesky(factor, width), slope);
    const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (largest < SMALL_STEP) break;
    // Far from the minimum a whole step may overshoot.
    let share = 1;
    let next = weights.map((value, j) => value - change[j]!);
    let nextLoss = penalisedLoss(inputs, outcome, ridge, next);
    while (!(nextLoss <= loss) && share > SMALL_STEP) {
      share /= 2;
      next = weights.map((value, j) => value - share * change[j]!);
      nextLoss = penalisedLoss(inputs, outcome, ridge, next);
    }
    if (!(nextLoss <= loss)) break;
    weights = next;
    loss = nextLoss;
  }
  const fitted = new Float64Array(count);
  const leftOut = new Float64Array(count);
  for (let l = 0; l < count; l++) {
    const logit = logitOf(weights, l);
    const p = sigmoid(logit);
    readRow(inputs, l, row);
    const solved = solveFactored(factor, row.slice());
    let leverage = 0;
    for (let j = 0; j < width; j++) leverage += row[j]! * solved[j]!;
    fitted[l] = p;
    leftOut[l] = sigmoid(logit + (leverage * (p - outcome[l]!)) / (1 - p * (1 - p) * leverage));
  }
  return { intercept: weights[0]!, weights: weights.slice(1), fitted, leftOut };
}

/** Row `l` with a leading one for the intercept. */
function readRow(inputs: Float64Array, l: number, row: Float64Array): void {
  const width = row.length - 1;
  row[0] = 1;
  for (let j = 0; j < width; j++) row[j + 1] = inputs[l * width + j]!;
}

function penalisedLoss(inputs: Float64Array, outcome: Float64Array, ridge: number, weights: Float64Array): number {
  const width = weights.length - 1;
  let loss = (INTERCEPT_RIDGE / 2) * weights[0]! ** 2;
  for (let j = 1; j <= width; j++) loss += (ridge / 2) * weights[j]! * weights[j]!;
  for (let l = 0; l < outcome.length; l++) {
    let logit = weights[0]!;
    for (let j = 0; j < width; j++) logit += weights[j + 1]! * inputs[l * width + j]!;
    loss += softplus(logit) - outcome[l]! * logit;
  }
  return loss;
}

/** Share of the outcome's variance explained by `leftOut`; its mean, too, is foretold from the others. */
export function leftOutR2({ leftOut }: Pick<LogisticFit, "leftOut">, outcome: Float64Array): number {
  const count = outcome.length;
  const sum = outcome.reduce((total, value) => total + value, 0);
  let missed = 0;
  let total = 0;
  for (let l = 0; l < count; l++) {
    missed += (outcome[l]! - leftOut[l]!) ** 2;
    total += (outcome[l]! - (sum - outcome[l]!) / (count - 1)) ** 2;
  }
  return total === 0 ? 0 : 1 - missed / total;
}

/** The ridge of a grid from 0.01 to 1,000 with the best share when left out; the stronger one on a tie. */
export function chooseLogisticRidge(inputs: Float64Array, outcome: Float64Array): number {
  let best = RIDGES.at(-1)!;
  let bestShare = Number.NEGATIVE_INFINITY;
  for (const ridge of RIDGES.toReversed()) {
    const share = leftOutR2(fitLogistic(inputs, outcome, ridge), outcome);
    if (share > bestShare) {
      best = ridge;
      bestShare = share;
    }
  }
  return best;
}
