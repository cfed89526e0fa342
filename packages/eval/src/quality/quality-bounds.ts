import type { Estimate } from "../types/interval";
import type { QualityFigure, QualityFigureId, QualityVerdict } from "../types/simulator-quality";

type Bounds = QualityFigure["bounds"];

/**
 * How like real learners a simulator has to be. All bounds stand here; they are conventions of ours, chosen so that what
 * they let pass cannot turn a comparison of policies round, and rather wide than narrow: a verdict needs every simulator.
 *
 * - `auc`: from 0.6. Answers at random give 0.5; knowing nothing but each item's share of right answers gave 0.67 to 0.72
 *   on the logs of `docs/results.md`. Below 0.6 a model hardly tells who will be right at what.
 * - `calibration-error`: up to 0.05. Policies aim at a chance of success, and the chances they aim at lie 0.1 and more
 *   apart; half of that leaves them in place.
 * - `correct-rate`: within 0.05: one answer in twenty comes out otherwise, the length after which studies compare.
 * - `learning-curve`: within 0.1 in the rise of the rate, the difference of two rates that may each be 0.05 off.
 * - `attempts`: within 15 % of the real mean. Attempts until an item is right go as 1 / rate, and at a rate of 0.67 the
 *   0.05 above make 8 %; the rest is for learners who differ.
 * - `mastery-growth`: within 0.1 on a scale of 0…1. Good and middling policies end about that far apart.
 */
export const QUALITY_BOUNDS = {
  auc: { least: 0.6 },
  "calibration-error": { most: 0.05 },
  "correct-rate": { least: -0.05, most: 0.05 },
  "learning-curve": { least: -0.1, most: 0.1 },
  "mastery-growth": { least: -0.1, most: 0.1 },
} as const satisfies Readonly<Partial<Record<QualityFigureId, Bounds>>>;

/** Bound of the attempts at an item, as a share of the real mean. */
export const ATTEMPTS_SHARE = 0.15;

/** "passes" with the whole interval inside the bounds, "fails" with all of it outside, else "cannot tell". */
export function judgeFigure({ low, high }: Estimate, { least, most }: Bounds): QualityVerdict {
  if (low === undefined || high === undefined) return "cannot tell";
  const lowest = least ?? Number.NEGATIVE_INFINITY;
  const highest = most ?? Number.POSITIVE_INFINITY;
  if (high < lowest || low > highest) return "fails";
  return low >= lowest && high <= highest ? "passes" : "cannot tell";
}
