import { checkPredictions } from "../parts/check-predictions";
import { meanSquaredError } from "../parts/mean-squared-error";

/**
 * Brier score: mean of (probability - score)², also with fractional scores. Source: Brier, "Verification of forecasts
 * expressed in terms of probability", Monthly Weather Review 78 (1950), in its two-class form. O(N).
 * @throws SHAPE, INVALID_INPUT
 */
export function brier(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  checkPredictions("brier", probability, score);
  return meanSquaredError(probability, score);
}
