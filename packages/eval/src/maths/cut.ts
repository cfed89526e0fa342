/** At or above this a score counts as right, and a probability says "right". */
const THRESHOLD = 0.5;

/** True when probability and score fall on the same side of one half; one half itself is on the right answers' side. */
export function isHit(probability: number, score: number): boolean {
  return probability >= THRESHOLD === score >= THRESHOLD;
}

/** Bins of the calibration error unless told otherwise; a usual choice, no more. */
export const DEFAULT_BINS = 10;

/** Which of `bins` parts of 0…1 a probability falls in: part k is [k / bins, (k + 1) / bins), the last one with its end. */
export function binOf(probability: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(probability * bins));
}
