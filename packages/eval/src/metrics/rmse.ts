import { checkPredictions } from "../parts/check-predictions";
import { meanSquaredError } from "../parts/mean-squared-error";

/** Root of the mean of (probability - score)², also with fractional scores. O(N). @throws SHAPE, INVALID_INPUT */
export function rmse(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  checkPredictions("rmse", probability, score);
  return Math.sqrt(meanSquaredError(probability, score));
}
