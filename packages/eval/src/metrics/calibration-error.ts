import { assertThat } from "@zpd/core";
import { binOf, DEFAULT_BINS } from "../maths/cut";
import { checkPredictions } from "../parts/check-predictions";

export interface CalibrationErrorOptions {
  /** Number of bins of equal width (default 10). */
  readonly bins?: number;
}

/**
 * Expected calibration error: over bins of equal width, Σ (answers in bin / N) · |mean probability - mean score|. Bin k of
 * K holds probabilities in [k / K, (k + 1) / K), the last one 1 too. Fractional scores enter the means as they are. It
 * depends on the number of bins: compare only figures made with the same.
 *
 * Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015. O(N).
 * @throws SHAPE, INVALID_INPUT, INVALID_CONFIG unless bins is a whole number from 1
 */
export function calibrationError(
  probability: ArrayLike<number>,
  score: ArrayLike<number>,
  { bins = DEFAULT_BINS }: CalibrationErrorOptions = {},
): number {
  checkPredictions("calibrationError", probability, score);
  assertThat(Number.isInteger(bins) && bins >= 1, "INVALID_CONFIG", {
    where: "calibrationError",
    expected: "bins to be a whole number from 1",
    got: `${bins}`,
  });
  // The share of a bin cancels its means' divisor: only the sum of differences is needed.
  const difference = new Float64Array(bins);
  for (let n = 0; n < score.length; n++) {
    difference[binOf(probability[n]!, bins)]! += probability[n]! - score[n]!;
  }
  return difference.reduce((sum, value) => sum + Math.abs(value), 0) / score.length;
}
