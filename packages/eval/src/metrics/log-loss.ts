import { assertThat } from "@zpd/core";
import { crossEntropy } from "../maths/cross-entropy";
import { checkPredictions } from "../parts/check-predictions";

export interface LogLossOptions {
  /**
   * Bounds probabilities to [epsilon, 1 - epsilon]; default 0, no bound: one answer that was called impossible makes the
   * loss infinite.
   */
  readonly epsilon?: number;
}

/**
 * Mean of -(score · ln p + (1 - score) · ln(1 - p)), in nats; with a fractional score the cross-entropy of that share.
 * A term whose factor is 0 counts 0, so a certain and right prediction costs nothing. O(N).
 * @throws SHAPE, INVALID_INPUT, INVALID_CONFIG unless 0 <= epsilon < 0.5
 */
export function logLoss(
  probability: ArrayLike<number>,
  score: ArrayLike<number>,
  { epsilon = 0 }: LogLossOptions = {},
): number {
  checkPredictions("logLoss", probability, score);
  assertThat(epsilon >= 0 && epsilon < 0.5, "INVALID_CONFIG", {
    where: "logLoss",
    expected: "0 <= epsilon < 0.5",
    got: `${epsilon}`,
  });
  let sum = 0;
  for (let n = 0; n < score.length; n++) sum += crossEntropy(probability[n]!, score[n]!, epsilon);
  return sum / score.length;
}
