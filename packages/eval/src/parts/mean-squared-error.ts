/** Mean of (probability - score)². O(N). */
export function meanSquaredError(probability: ArrayLike<number>, score: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < score.length; n++) sum += (probability[n]! - score[n]!) ** 2;
  return sum / score.length;
}
