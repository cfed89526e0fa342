import {
  type ComputeOptions,
  type Dataset,
  type FittedTracer,
  type FitWarning,
  selectLearners,
  type WorkOptions,
} from "@zpd/core";
import { learnerFolds } from "@zpd/data";
import { type CrossValidation, crossValidate, type Estimate, masteryAtEnd } from "@zpd/eval";
import { countScored } from "../assert-scored";
import { findTracer } from "../compose";
import type { RewardData } from "../study-spec";

/** A tracer fitted on the whole log, and how well its like predicts learners it has not seen. */
export interface StudyModel {
  readonly tracer: FittedTracer;
  readonly warnings: readonly FitWarning[];
  /** Area under the curve on held-out learners; absent when their answers are all alike, not binary, or one each. */
  readonly auc?: Estimate;
  /** Calibration error on held-out learners; absent when each has one answer. */
  readonly ece?: Estimate;
}

const FOLDS = 5;
const RESAMPLES = 200;

/** Fits one tracer twice: on four fifths of the learners to judge it, on all of them to use it. */
export async function fitStudyModel(
  id: string,
  { log }: Dataset,
  seed: number,
  now: () => number,
  options: WorkOptions & ComputeOptions,
): Promise<StudyModel> {
  const descriptor = findTracer(id);
  const folds = learnerFolds(log, { folds: FOLDS, seed }).slice(0, 1);
  const canJudge = folds.every(({ test }) => countScored(log, test, false) > 0);
  const { mean }: Pick<CrossValidation, "mean"> = canJudge
    ? await crossValidate({
        log,
        folds,
        fit: async (train) => descriptor.fit(train, {}, { seed, ...options }),
        now,
        seed,
        resamples: RESAMPLES,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      })
    : { mean: {} };
  const { tracer, report } = await descriptor.fit(log, {}, { seed, ...options });
  return {
    tracer,
    warnings: report.warnings,
    ...(mean.auc === undefined ? {} : { auc: mean.auc }),
    ...(mean.ece === undefined ? {} : { ece: mean.ece }),
  };
}

/** What the reward model is fitted to: mastery after each learner's last answer, and both tests where they are known. */
export async function rewardDataOf(tracer: FittedTracer, dataset: Dataset, options: WorkOptions): Promise<RewardData> {
  const { log, tests } = dataset;
  if (tests === undefined) return { mastery: new Float32Array(0) };
  const tested = Int32Array.from(tests.preTest.keys()).filter(
    (learner) => !Number.isNaN(tests.preTest[learner]! + tests.postTest[learner]!),
  );
  return {
    mastery: await masteryAtEnd(tracer, selectLearners(log, tested), options),
    preTest: Float64Array.from(tested, (learner) => tests.preTest[learner]!),
    postTest: Float64Array.from(tested, (learner) => tests.postTest[learner]!),
  };
}
