/** 1 - residual / total sum of squares; 0 when the outcome does not vary. */
export function shareExplained(predicted: Float64Array, outcome: Float64Array, centre: number): number {
  let residual = 0;
  let total = 0;
  for (let l = 0; l < outcome.length; l++) {
    residual += (outcome[l]! - predicted[l]!) ** 2;
    total += (outcome[l]! - centre) ** 2;
  }
  return total === 0 ? 0 : 1 - residual / total;
}
