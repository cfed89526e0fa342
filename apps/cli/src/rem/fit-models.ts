import {
  type ComputeOptions,
  type Dataset,
  type FittedTracer,
  type FitWarning,
  type Fold,
  type InteractionLog,
  selectLearners,
  type WorkOptions,
} from "@zpd/core";
import {
  type BootstrapResult,
  bootstrapMetrics,
  type Estimate,
  masteryAtEnd,
  predictLog,
  type ScoredPredictions,
  selectScored,
} from "@zpd/eval";
import { countScored } from "../assert-scored";
import { findTracer } from "../compose";
import type { RewardData } from "../study-spec";

/** What a study needs of one kind of tracer. */
export interface StudyModel {
  /** Fitted on all learners, for policies and the reward model; absent where nothing needs it. */
  readonly tracer?: FittedTracer;
  /** Each fitted without the test learners of a fold, for the simulator; absent where there is none. */
  readonly folds?: readonly FittedTracer[];
  /** Of the fit on all learners, or of the first fold's where there is none: folds warn alike. */
  readonly warnings: readonly FitWarning[];
  /**
   * How well fits foretell learners they have not seen, with intervals over these learners; a figure is absent when
   * their answers are all alike, not binary, or one each.
   */
  readonly heldOut: Readonly<Partial<Record<"auc" | "ece", Estimate>>>;
}

export interface FitStudyOptions extends WorkOptions, ComputeOptions {
  readonly seed: number;
  /** By which learners are held out. */
  readonly folds: readonly Fold[];
  /** Who looks through it: a simulator needs a fit a fold, everybody else one on all learners. */
  readonly usedBy: { readonly simulator: boolean; readonly others: boolean };
}

const RESAMPLES = 200;

/**
 * Fits one kind of tracer: without each fold where a simulator plays those held out, on all learners where policies or
 * the reward model look through it. It is judged on the learners held out; without a simulator one fold is enough.
 */
export async function fitStudyModel(id: string, { log }: Dataset, options: FitStudyOptions): Promise<StudyModel> {
  const { folds, usedBy, signal, ...rest } = options;
  const descriptor = findTracer(id);
  const work = signal === undefined ? {} : { signal };
  const fitOn = (part: InteractionLog) => descriptor.fit(part, {}, { ...rest, ...work });
  let warnings: readonly FitWarning[] = [];
  const tracers: FittedTracer[] = [];
  const predictions: ScoredPredictions[] = [];
  for (const { train, test } of usedBy.simulator ? folds : folds.slice(0, 1)) {
    const { tracer, report } = await fitOn(selectLearners(log, train));
    if (tracers.length === 0) warnings = report.warnings;
    tracers.push(tracer);
    if (countScored(log, test, false) === 0) continue;
    const part = selectLearners(log, test);
    const scored = selectScored(part, await predictLog(tracer, part, work));
    predictions.push({ ...scored, learner: scored.learner.map((learner) => test[learner]!) });
  }
  const all = usedBy.others ? await fitOn(log) : undefined;
  return {
    ...(all === undefined ? {} : { tracer: all.tracer }),
    ...(usedBy.simulator ? { folds: tracers } : {}),
    warnings: all?.report.warnings ?? warnings,
    heldOut: await judge(joined(predictions), { seed: rest.seed, ...work }),
  };
}

function joined(parts: readonly ScoredPredictions[]): ScoredPredictions {
  const answers = parts.reduce((sum, { score }) => sum + score.length, 0);
  const all = {
    probability: new Float32Array(answers),
    score: new Float32Array(answers),
    learner: new Int32Array(answers),
  };
  let at = 0;
  for (const { probability, score, learner } of parts) {
    all.probability.set(probability, at);
    all.score.set(score, at);
    all.learner.set(learner, at);
    at += score.length;
  }
  return all;
}

async function judge(
  predictions: ScoredPredictions,
  options: WorkOptions & { readonly seed: number },
): Promise<StudyModel["heldOut"]> {
  // One learner's answers have no spread over learners.
  if (new Set(predictions.learner).size < 2) return {};
  const { metrics }: BootstrapResult = await bootstrapMetrics(predictions, { ...options, resamples: RESAMPLES });
  return {
    ...(metrics.auc === undefined ? {} : { auc: metrics.auc }),
    ...(metrics.ece === undefined ? {} : { ece: metrics.ece }),
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
