import { itemRowWidth, learnerRowWidth } from "../types/posterior";

/** No prior gets narrower than this: an unused factor would end in divisions by zero. */
const MIN_VARIANCE = 1e-4;
/** A variance grows or shrinks by no more than this in one pass: where rows say next to nothing, the quotient means nothing. */
const MOST_CHANGE = 4;

/**
 * The prior variance at which the evidence has no slope, of one parameter over the rows that have answers: the sum of mean² over
 * the number of parameters that answers determine, sum of 1 - variance / prior (MacKay 1992, "Bayesian interpolation"). The usual update,
 * mean of mean² + variance, has the same fixed point and takes twice as many passes to it. `unitRows` rows that say 1 count with
 * them: few rows may have no spread by luck, and a variance that is once near 0 stays there.
 */
function evidenceVariance(
  rows: Float32Array,
  width: number,
  mean: number,
  variance: number,
  offsets: Int32Array,
  prior: number,
  unitRows: number,
): number {
  let squares = 0;
  let determined = 0;
  for (let r = 0; r + 1 < offsets.length; r++) {
    if (offsets[r + 1] === offsets[r]) continue;
    const at = r * width;
    squares += rows[at + mean]! * rows[at + mean]!;
    determined += 1 - rows[at + variance]! / prior;
  }
  const known = determined + unitRows;
  const best = known > 0 ? (squares + unitRows) / known : Number.POSITIVE_INFINITY;
  return Math.max(Math.min(Math.max(best, prior / MOST_CHANGE), prior * MOST_CHANGE), MIN_VARIANCE);
}

/**
 * Empirical Bayes: the variances of the items' prior that make the answers most likely, one a factor and one for the
 * thresholds. Means stay 0. Without this, many factors under unit priors overfit. O(I D).
 */
export function learnItemPrior(
  factors: number,
  itemRows: Float32Array,
  itemOffsets: Int32Array,
  itemPrior: Float64Array,
  fixedDiscrimination: boolean,
  unitRows: number,
): void {
  const width = itemRowWidth(factors);
  for (let d = fixedDiscrimination ? factors : 0; d < factors; d++) {
    const at = factors + d;
    itemPrior[at] = evidenceVariance(itemRows, width, d, at, itemOffsets, itemPrior[at]!, unitRows);
  }
  const t = 2 * factors;
  itemPrior[t + 1] = evidenceVariance(itemRows, width, t, t + 1, itemOffsets, itemPrior[t + 1]!, unitRows);
}

/** The variance of the abilities, for models whose discriminations are fixed and so cannot say it. O(L). */
export function learnAbilityVariance(
  learnerRows: Float32Array,
  learnerOffsets: Int32Array,
  learnerPrior: Float64Array,
  unitRows: number,
): void {
  learnerPrior[1] = evidenceVariance(learnerRows, learnerRowWidth(1), 0, 1, learnerOffsets, learnerPrior[1]!, unitRows);
}
