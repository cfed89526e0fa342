import { itemRowWidth, learnerRowWidth } from "../types/posterior";

/** No prior gets narrower than this: an unused factor would end in divisions by zero. */
const MIN_VARIANCE = 1e-4;

/** Mean of mean² + variance of one parameter over the rows that have answers; undefined when none has. */
function meanSquare(
  rows: Float32Array,
  width: number,
  mean: number,
  variance: number,
  offsets: Int32Array,
): number | undefined {
  let sum = 0;
  let count = 0;
  for (let r = 0; r + 1 < offsets.length; r++) {
    if (offsets[r + 1] === offsets[r]) continue;
    const at = r * width;
    sum += rows[at + mean]! * rows[at + mean]! + rows[at + variance]!;
    count++;
  }
  return count === 0 ? undefined : Math.max(sum / count, MIN_VARIANCE);
}

/**
 * Empirical Bayes: the variances of the items' prior that make the posterior most likely, one a factor and one for the
 * thresholds. Means stay 0. Without this, many factors under unit priors overfit. O(I D).
 */
export function learnItemPrior(
  factors: number,
  itemRows: Float32Array,
  itemOffsets: Int32Array,
  itemPrior: Float64Array,
  fixedDiscrimination: boolean,
): void {
  const width = itemRowWidth(factors);
  for (let d = fixedDiscrimination ? factors : 0; d < factors; d++) {
    itemPrior[factors + d] = meanSquare(itemRows, width, d, factors + d, itemOffsets) ?? itemPrior[factors + d]!;
  }
  const t = 2 * factors;
  itemPrior[t + 1] = meanSquare(itemRows, width, t, t + 1, itemOffsets) ?? itemPrior[t + 1]!;
}

/** The variance of the abilities, for models whose discriminations are fixed and so cannot say it. O(L). */
export function learnAbilityVariance(
  learnerRows: Float32Array,
  learnerOffsets: Int32Array,
  learnerPrior: Float64Array,
): void {
  learnerPrior[1] = meanSquare(learnerRows, learnerRowWidth(1), 0, 1, learnerOffsets) ?? learnerPrior[1]!;
}
