import { isHit } from "../maths/cut";
import { checkPredictions } from "../parts/check-predictions";

/**
 * Share of answers that fall on the predicted side of one half; exactly one half counts as right on both sides.
 * Fractional scores are cut at one half too. O(N). @throws SHAPE, INVALID_INPUT
 */
export function accuracy(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  checkPredictions("accuracy", probability, score);
  let hits = 0;
  for (let n = 0; n < score.length; n++) if (isHit(probability[n]!, score[n]!)) hits++;
  return hits / score.length;
}
