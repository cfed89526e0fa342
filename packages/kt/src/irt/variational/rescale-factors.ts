import { itemRowWidth, learnerRowWidth } from "../types/posterior";

/**
 * Moves scale between abilities and discriminations, factor by factor: theta c and a / c leave every logit's mean and
 * variance as they are, and the best c against the priors is a root of a quadratic in c². Coordinate ascent alone gets there
 * over hundreds of passes (parameter expansion; Qi & Jaakkola 2006). Needs the same prior for all learners and for all items,
 * of mean 0. O((L + I) D).
 */
export function rescaleFactors(
  factors: number,
  learnerRows: Float32Array,
  itemRows: Float32Array,
  learnerPrior: Float64Array,
  itemPrior: Float64Array,
): void {
  const learnerWidth = learnerRowWidth(factors);
  const itemWidth = itemRowWidth(factors);
  const learners = learnerRows.length / learnerWidth;
  const items = itemRows.length / itemWidth;
  for (let d = 0; d < factors; d++) {
    const ability = secondMoment(learnerRows, learnerWidth, d, factors) / learnerPrior[factors + d]!;
    const discrimination = secondMoment(itemRows, itemWidth, d, factors) / itemPrior[factors + d]!;
    const gap = learners - items;
    const c2 = (gap + Math.sqrt(gap * gap + 4 * ability * discrimination)) / (2 * ability);
    if (!(c2 > 0 && Number.isFinite(c2))) continue;
    const c = Math.sqrt(c2);
    for (let at = d; at < learnerRows.length; at += learnerWidth) {
      learnerRows[at]! *= c;
      learnerRows[at + factors]! *= c2;
    }
    for (let at = d; at < itemRows.length; at += itemWidth) {
      itemRows[at]! /= c;
      itemRows[at + factors]! /= c2;
    }
  }
}

/** Sum over rows of mean² + variance of one parameter. */
function secondMoment(rows: Float32Array, width: number, mean: number, factors: number): number {
  let sum = 0;
  for (let at = mean; at < rows.length; at += width) sum += rows[at]! * rows[at]! + rows[at + factors]!;
  return sum;
}
