import { factorCholesky, mean, solveFactored } from "@zpd/core";

/** A least-squares problem with an intercept: `L` rows, `W` inputs, everything less its mean. */
export interface CentredDesign {
  /** Inputs less their means `[L, W]`. */
  readonly rows: Float64Array;
  /** Outcome less its mean `[L]`. */
  readonly outcome: Float64Array;
  /** Means of the inputs `[W]`. */
  readonly centre: Float64Array;
  /** Mean of the outcome. */
  readonly target: number;
  /** Lower triangle of rows' rows `[W, W]`. */
  readonly gram: Float64Array;
}

/** Centres inputs `[L, W]` and outcome `[L]`. O(L W²). */
export function centredDesign(inputs: Float64Array, outcome: Float64Array): CentredDesign {
  const count = outcome.length;
  const width = inputs.length / count;
  const centre = new Float64Array(width);
  for (let l = 0; l < count; l++) for (let j = 0; j < width; j++) centre[j]! += inputs[l * width + j]! / count;
  const rows = inputs.map((value, at) => value - centre[at % width]!);
  const target = mean(outcome);
  const gram = new Float64Array(width * width);
  for (let l = 0; l < count; l++) {
    for (let i = 0; i < width; i++) {
      for (let j = 0; j <= i; j++) gram[i * width + j]! += rows[l * width + i]! * rows[l * width + j]!;
    }
  }
  return { rows, outcome: outcome.map((value) => value - target), centre, target, gram };
}

/** Cholesky factor of rows' rows + ridge `[W, W]`. */
function ridgeFactor({ gram, centre }: CentredDesign, ridge: number): Float64Array {
  const width = centre.length;
  const ridged = gram.slice();
  for (let j = 0; j < width; j++) ridged[j * width + j]! += ridge;
  return factorCholesky(ridged, width);
}

function weightsBy(factor: Float64Array, { rows, outcome, centre }: CentredDesign): Float64Array {
  const width = centre.length;
  const moment = new Float64Array(width);
  for (let l = 0, at = 0; l < outcome.length; l++) {
    for (let j = 0; j < width; j++, at++) moment[j]! += rows[at]! * outcome[l]!;
  }
  return solveFactored(factor, moment);
}

/** Inputs in 0…1 come as float32: a variance below the square of its precision is rounding. */
const ROUNDING = 2 ** -46;
/** Share of an input's variance that the inputs before it must leave, or its weight is an accident of rounding. */
const LEAST_OWN_SHARE = 1e-8;

/** Whether least squares without a ridge has one solution: each input in 0…1 varies, and by itself. O(W³). */
export function isDetermined({ gram, centre, outcome }: CentredDesign): boolean {
  const width = centre.length;
  const scale = Float64Array.from({ length: width }, (_, j) => Math.sqrt(gram[j * width + j]!));
  if (scale.some((value) => value * value <= outcome.length * ROUNDING)) return false;
  const correlations = gram.map((value, at) => value / (scale[Math.floor(at / width)]! * scale[at % width]!));
  // Keeps the factor defined; far below what is asked of a pivot.
  for (let j = 0; j < width; j++) correlations[j * width + j]! += LEAST_OWN_SHARE / 1000;
  const factor = factorCholesky(correlations, width);
  return scale.every((_, j) => factor[j * width + j]! ** 2 > LEAST_OWN_SHARE);
}

/** Weights `[W]` that minimise squared error + ridge x squared weights. O(W³ + L W). @throws NUMERICAL when singular */
export function ridgeWeights(design: CentredDesign, ridge: number): Float64Array {
  return weightsBy(ridgeFactor(design, ridge), design);
}

/**
 * Share of the outcome's variance explained when each row is foretold by a fit on the others; at most 1, without bound
 * below. Ridge with a free intercept is a linear smoother, so no refit is needed: the error of row l left out is
 * e_l / (1 - 1/L - x_l' (X'X + ridge)^-1 x_l) (Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 2nd
 * edition, equation 7.64). O(W³ + L W²).
 */
export function leaveOneOutR2(design: CentredDesign, ridge: number): number {
  const { rows, outcome, centre } = design;
  const width = centre.length;
  const factor = ridgeFactor(design, ridge);
  const weights = weightsBy(factor, design);
  let missed = 0;
  let total = 0;
  for (let l = 0; l < outcome.length; l++) {
    const row = rows.subarray(l * width, (l + 1) * width);
    const solved = solveFactored(factor, row.slice());
    let leverage = 1 / outcome.length;
    let error = outcome[l]!;
    for (let j = 0; j < width; j++) {
      leverage += row[j]! * solved[j]!;
      error -= row[j]! * weights[j]!;
    }
    missed += (error / (1 - leverage)) ** 2;
    // The mean, too, is foretold from the others.
    total += (outcome[l]! / (1 - 1 / outcome.length)) ** 2;
  }
  return total === 0 ? 0 : 1 - missed / total;
}

/** 0.01 to 1,000 in steps of half a decade. */
export const RIDGES = Array.from({ length: 11 }, (_, step) => 10 ** (step / 2 - 2));

/** The ridge of a grid from 0.01 to 1,000 with the best leave-one-out share; the stronger one on a tie. */
export function chooseRidge(design: CentredDesign): number {
  let best = RIDGES.at(-1)!;
  let bestShare = Number.NEGATIVE_INFINITY;
  for (const ridge of RIDGES.toReversed()) {
    const share = leaveOneOutR2(design, ridge);
    if (share > bestShare) {
      best = ridge;
      bestShare = share;
    }
  }
  return best;
}
