import { sigmoid } from "@zpd/core";
import { itemRowWidth } from "../types/posterior";

/** As in `coordinate-steps.ts`. */
const PROBIT = Math.PI / 8;

/** What is needed to follow abilities: items as normals, rows as in a posterior. */
export interface AbilityItems {
  readonly factors: number;
  /** `[I, 2 D + 2]` */
  readonly itemRows: Float32Array;
}

/** A normal belief about the abilities of `B` learners. */
export interface AbilityBelief {
  /** `[B, D]` */
  readonly mean: Float64Array;
  /** `[B, D, D]` */
  readonly covariance: Float64Array;
}

/** Mean and variance of one logit; `along` receives covariance times discrimination `[D]`. */
interface LogitMoments {
  mean: number;
  /** Share of the variance that comes from the learner. */
  learnerVariance: number;
  variance: number;
}

const moments: LogitMoments = { mean: 0, learnerVariance: 0, variance: 0 };

function computeMoments(
  { factors, itemRows }: AbilityItems,
  { mean, covariance }: AbilityBelief,
  learner: number,
  item: number,
  along: Float64Array,
): LogitMoments {
  const row = item * itemRowWidth(factors);
  const at = learner * factors;
  let m = -itemRows[row + 2 * factors]!;
  let learnerVariance = 0;
  let itemVariance = itemRows[row + 2 * factors + 1]!;
  for (let d = 0; d < factors; d++) {
    const a = itemRows[row + d]!;
    const line = (at + d) * factors;
    let sum = 0;
    for (let e = 0; e < factors; e++) sum += covariance[line + e]! * itemRows[row + e]!;
    along[d] = sum;
    m += a * mean[at + d]!;
    learnerVariance += a * sum;
    itemVariance += itemRows[row + factors + d]! * (mean[at + d]! ** 2 + covariance[line + d]!);
  }
  moments.mean = m;
  moments.learnerVariance = learnerVariance;
  moments.variance = learnerVariance + itemVariance;
  return moments;
}

/**
 * P(correct) of an item, averaged over the beliefs about learner and item: sigmoid(m / sqrt(1 + pi v / 8)) of the logit's mean
 * and variance (MacKay 1992). `scratch` holds `D` values. O(D²).
 */
export function expectedCorrect(
  items: AbilityItems,
  belief: AbilityBelief,
  learner: number,
  item: number,
  scratch: Float64Array,
): number {
  const { mean, variance } = computeMoments(items, belief, learner, item, scratch);
  return sigmoid(mean / Math.sqrt(1 + PROBIT * variance));
}

/**
 * Takes one answer into a learner's belief, in place: one closed-form Newton step on the expected log-likelihood from the
 * belief so far, as a rank-one update of the covariance,
 *
 *   S' = S - w S a a' S / (1 + w a' S a),   mean' = mean + S' a (score - p),   w = k p (1 - p), k = 1 / sqrt(1 + pi v / 8).
 *
 * A right answer never lowers the logit of its item, and the covariance stays positive definite. O(D²).
 */
export function takeAnswer(
  items: AbilityItems,
  belief: AbilityBelief,
  learner: number,
  item: number,
  score: number,
  scratch: Float64Array,
): void {
  const { factors } = items;
  const { mean: m, variance, learnerVariance } = computeMoments(items, belief, learner, item, scratch);
  const k = 1 / Math.sqrt(1 + PROBIT * variance);
  const p = sigmoid(k * m);
  const w = k * p * (1 - p);
  const shrink = 1 + w * learnerVariance;
  const at = learner * factors;
  for (let d = 0; d < factors; d++) {
    // S' a = S a / (1 + w a' S a).
    belief.mean[at + d]! += (scratch[d]! / shrink) * (score - p);
    for (let e = 0; e < factors; e++) {
      belief.covariance[(at + d) * factors + e]! -= (w / shrink) * scratch[d]! * scratch[e]!;
    }
  }
}
