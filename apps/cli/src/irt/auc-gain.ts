import { compareTracers } from "@zpd/eval";
import type { GainOrReason } from "./content-area-scores";

/** Fewer learners, or fewer answers of a kind, and resamples say little of what other learners would do. */
const MIN_LEARNERS = 10;
const MIN_OUTCOMES = 5;

/** Two models' probabilities of the same answers, what came, and whose answers they are. `[N]` each. */
export interface PairedPredictions {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly score: ArrayLike<number>;
  readonly learner: Int32Array;
}

/**
 * Area under the curve of `a` less that of `b` with a 95 % interval: learners are drawn with replacement, each with all of her
 * answers, and both models are scored on the same draw. The fits stay as they are: the interval is that of the learners who were
 * held out, not of other training answers. O(1000 N).
 */
export async function aucGain(
  { a, b, score, learner }: PairedPredictions,
  options: { readonly seed: number; readonly signal: AbortSignal },
): Promise<GainOrReason> {
  let right = 0;
  for (let n = 0; n < score.length; n++) right += score[n]!;
  const wrong = score.length - right;
  if (right === 0 || wrong === 0) return { noGain: right === 0 ? "no answer is right" : "no answer is wrong" };
  if (Math.min(right, wrong) < MIN_OUTCOMES) {
    return { noGain: `${right} right and ${wrong} wrong answers, fewer than ${MIN_OUTCOMES} of a kind` };
  }
  const learners = new Set(learner).size;
  if (learners < MIN_LEARNERS) return { noGain: `answers of ${learners} learners, fewer than ${MIN_LEARNERS}` };
  const { difference, low, high } = (await compareTracers({ a, b, score, learner }, options)).metrics.auc!;
  return { aucGain: { mean: difference, low, high } };
}
