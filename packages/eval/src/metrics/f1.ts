import { checkPredictions } from "../parts/check-predictions";

const THRESHOLD = 0.5;

/**
 * F1 of right answers: twice the answers right and predicted so, over the answers right plus those predicted so; predicted is
 * a probability of at least one half, right a score of at least one half (van Rijsbergen 1979). 0 where none is either. O(N).
 * @throws SHAPE, INVALID_INPUT
 */
export function f1(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  checkPredictions("f1", probability, score);
  let hits = 0;
  let sizes = 0;
  for (let n = 0; n < score.length; n++) {
    const isRight = score[n]! >= THRESHOLD;
    const isPredicted = probability[n]! >= THRESHOLD;
    if (isRight && isPredicted) hits++;
    sizes += Number(isRight) + Number(isPredicted);
  }
  return sizes === 0 ? 0 : (2 * hits) / sizes;
}
