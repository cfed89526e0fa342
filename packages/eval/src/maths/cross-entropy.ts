/**
 * The default bound of the log loss in tables: half the gap between 1 and the float32 below it. A tracer whose probability
 * was rounded to 1 pays for the largest probability it may have meant, at most 17.3 nats, and the table stays finite.
 */
export const SCORE_EPSILON = 2 ** -25;

/**
 * -(score · ln p + (1 - score) · ln(1 - p)) in nats, with p bounded to [epsilon, 1 - epsilon]. A term whose factor is 0
 * counts 0, so a certain and right prediction costs nothing without a bound.
 */
export function crossEntropy(probability: number, score: number, epsilon: number): number {
  const p = Math.min(1 - epsilon, Math.max(epsilon, probability));
  return (score > 0 ? -score * Math.log(p) : 0) - (score < 1 ? (1 - score) * Math.log1p(-p) : 0);
}
