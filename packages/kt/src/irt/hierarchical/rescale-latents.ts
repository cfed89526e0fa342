import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { StepArrays } from "../variational/coordinate-steps";
import type { FamilyState } from "./family-state";

/** One column of means and variances among rows. */
interface Column {
  readonly rows: Float32Array | Float64Array;
  readonly width: number;
  readonly mean: number;
  readonly variance: number;
  readonly priorVariance: number;
}

/**
 * Moves scale between each latent dimension's abilities and what multiplies them, as `rescaleFactors` does: theta c and
 * alpha / c, or theta c and H / c, leave every logit as it is. Needs priors of mean 0, the same for all rows. O((L + I) D).
 */
export function rescaleLatents(
  states: readonly FamilyState[],
  ownFactors: number,
  factors: number,
  arrays: StepArrays,
): void {
  const { learnerRows, learnerPrior, itemRows, itemPrior } = arrays;
  const ability = (d: number): Column => ({
    rows: learnerRows,
    width: learnerRowWidth(factors),
    mean: d,
    variance: factors + d,
    priorVariance: learnerPrior[factors + d]!,
  });
  for (let d = 0; d < ownFactors; d++) {
    moveScale(ability(d), {
      rows: itemRows,
      width: itemRowWidth(factors),
      mean: d,
      variance: factors + d,
      priorVariance: itemPrior[factors + d]!,
    });
  }
  for (const { weights, latents, firstLatent, prior } of states) {
    for (let k = 0; k < latents; k++) {
      moveScale(ability(ownFactors + firstLatent + k), {
        rows: weights,
        width: 2 * latents,
        mean: k,
        variance: latents + k,
        priorVariance: prior[latents + k]!,
      });
    }
  }
}

/** The best c² against the priors is a root of the quadratic A c⁴ - (n_A - n_B) c² - B, with A and B the second moments. */
function moveScale(up: Column, down: Column): void {
  const a = secondMoment(up) / up.priorVariance;
  const gap = up.rows.length / up.width - down.rows.length / down.width;
  const c2 = (gap + Math.sqrt(gap * gap + 4 * a * (secondMoment(down) / down.priorVariance))) / (2 * a);
  if (!(c2 > 0 && Number.isFinite(c2))) return;
  stretch(up, c2);
  stretch(down, 1 / c2);
}

function secondMoment({ rows, width, mean, variance }: Column): number {
  let sum = 0;
  for (let row = 0; row < rows.length; row += width) sum += rows[row + mean]! ** 2 + rows[row + variance]!;
  return sum;
}

function stretch({ rows, width, mean, variance }: Column, square: number): void {
  const by = Math.sqrt(square);
  for (let row = 0; row < rows.length; row += width) {
    rows[row + mean]! *= by;
    rows[row + variance]! *= square;
  }
}
