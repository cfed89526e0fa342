import type { Dataset, Fold } from "@zpd/core";
import { learnerFolds } from "@zpd/data";
import { NO_FOLD } from "@zpd/sim";

/** How learners are split, so that nobody is played by a model that has seen her. */
export interface StudyFolds {
  readonly folds: readonly Fold[];
  /** The fold in which each learner of the log is tested `[L]`; `NO_FOLD` for one who always trains. */
  readonly foldOf: Int32Array;
}

/**
 * The data's own folds where each learner who is played is tested in exactly one of them, else `count` of our own.
 * @param played indices into the log
 */
export function studyFolds(
  { log, folds: own }: Dataset,
  played: Int32Array,
  { count, seed }: { readonly count: number; readonly seed: number },
): StudyFolds {
  const given = own === undefined ? undefined : testedIn(own, log.learners.size);
  if (own !== undefined && given !== undefined && played.every((learner) => given[learner] !== NO_FOLD)) {
    return { folds: own, foldOf: given };
  }
  const folds = learnerFolds(log, { folds: count, seed });
  return { folds, foldOf: testedIn(folds, log.learners.size)! };
}

/** Undefined when a learner is tested twice. */
function testedIn(folds: readonly Fold[], learners: number): Int32Array | undefined {
  const foldOf = new Int32Array(learners).fill(NO_FOLD);
  for (const [fold, { test }] of folds.entries()) {
    for (const learner of test) {
      if (foldOf[learner] !== NO_FOLD) return undefined;
      foldOf[learner] = fold;
    }
  }
  return foldOf;
}
