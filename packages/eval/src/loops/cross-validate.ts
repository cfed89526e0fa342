import {
  assertThat,
  type Fold,
  type InteractionLog,
  type KnowledgeTracer,
  selectLearners,
  type WorkOptions,
  ZpdError,
} from "@zpd/core";
import { tInterval } from "../maths/t-interval";
import { type ScoredAnswersOptions, selectScored } from "../parts/scored-answers";
import type { Estimate } from "../types/interval";
import { METRIC_NAMES, type MetricName } from "../types/metric-name";
import type { PredictionScores } from "../types/prediction-scores";
import type { ScoredPredictions } from "../types/scored-predictions";
import { bootstrapMetrics } from "./bootstrap-metrics";
import { predictLog } from "./predict-log";
import { type ScoreOptions, scorePredictions } from "./score-predictions";
import type { WalkOptions } from "./walk-log";

/** What fitting on one fold gave. */
export interface FoldFit {
  readonly tracer: KnowledgeTracer;
  /** Iterations, epochs or passes done. */
  readonly epochs?: number;
}

export interface CrossValidateOptions extends WorkOptions, ScoredAnswersOptions, ScoreOptions {
  readonly log: InteractionLog;
  /** Splits by learner; one of them is a plain train and test. */
  readonly folds: readonly Fold[];
  /** Fits on a fold's training part. Vocabularies are those of the whole log. */
  readonly fit: (train: InteractionLog, fold: Fold) => Promise<FoldFit>;
  /** A clock in milliseconds, e.g. `() => performance.now()`; times the fits, changes no other figure. */
  readonly now: () => number;
  /** Seed of the bootstrap when there is only one fold. */
  readonly seed: number;
  /** Resamples of that bootstrap (default 1000). */
  readonly resamples?: number;
  readonly batchSize?: NonNullable<WalkOptions["batchSize"]>;
}

export interface FoldScores extends PredictionScores {
  readonly name: string;
  readonly epochs?: number;
  /** Seconds the fit took. */
  readonly seconds: number;
  readonly secondsPerEpoch?: number;
}

export interface CrossValidation {
  /** What was scored and where the intervals come from, in a sentence. */
  readonly protocol: string;
  readonly folds: readonly FoldScores[];
  /** Mean over folds of each metric; `auc` only if every fold has one. */
  readonly mean: Readonly<Partial<Record<MetricName, Estimate>>>;
}

/**
 * Fits on each fold's training learners and scores the predictions on its test learners, each answer foretold from the
 * whole earlier history. With several folds the interval of a mean is Student's t over the folds' values; folds share
 * training data, so it is somewhat too narrow (Bengio and Grandvalet, JMLR 5, 2004). With one fold it is the learner
 * bootstrap of that fold, and absent when that fold tests a single learner.
 *
 * Cost: the fits, and one `predictItems` and `observe` row per answer.
 * @throws INVALID_INPUT when a learner stands in both parts of a fold or a part is empty; whatever `fit` throws
 */
export async function crossValidate(options: CrossValidateOptions): Promise<CrossValidation> {
  const { log, folds, fit, now, signal, onProgress, scoreFirst = false } = options;
  assertThat(folds.length > 0, "INVALID_INPUT", { where: "crossValidate", expected: "at least one fold", got: "none" });
  for (const fold of folds) checkFold(fold, log.learners.size);
  const work = signal === undefined ? {} : { signal };
  const scores: FoldScores[] = [];
  let last: ScoredPredictions | undefined;
  for (const [index, fold] of folds.entries()) {
    signal?.throwIfAborted();
    const started = now();
    const { tracer, epochs } = await fit(selectLearners(log, fold.train), fold);
    const seconds = (now() - started) / 1000;
    const test = selectLearners(log, fold.test);
    const probability = await predictLog(tracer, test, {
      ...work,
      ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
    });
    last = selectScored(test, probability, { scoreFirst });
    scores.push({
      name: fold.name,
      ...scorePredictions(last.probability, last.score, metricOptions(options)),
      ...(epochs === undefined ? {} : { epochs }),
      seconds,
      ...(epochs === undefined || epochs === 0 ? {} : { secondsPerEpoch: seconds / epochs }),
    });
    onProgress?.({ task: `fold ${fold.name}`, done: index + 1, total: folds.length, unit: "folds" });
  }
  const counted = scoreFirst ? "every answer" : "every answer from a learner's second on";
  const scored = `${counted} of learners the tracer was not fitted on, foretold from her whole earlier history`;
  if (folds.length > 1) {
    return {
      protocol: `${folds.length} folds by learner; scored: ${scored}; intervals: Student's t over folds, 95 %`,
      folds: scores,
      mean: meanOverFolds(scores),
    };
  }
  const split = `one split by learner; scored: ${scored}`;
  if (last!.learner.every((learner) => learner === last!.learner[0])) {
    return {
      protocol: `${split}; no intervals: all answers are one learner's`,
      folds: scores,
      mean: valuesOf(scores[0]!),
    };
  }
  const bootstrap = await bootstrapMetrics(last!, {
    ...work,
    ...metricOptions(options),
    seed: options.seed,
    ...(options.resamples === undefined ? {} : { resamples: options.resamples }),
  });
  return {
    protocol: `${split}; intervals: bootstrap over ${bootstrap.learners} learners, ${bootstrap.resamples} resamples, 95 %`,
    folds: scores,
    mean: bootstrap.metrics,
  };
}

function metricOptions({ epsilon, bins }: ScoreOptions): ScoreOptions {
  return { ...(epsilon === undefined ? {} : { epsilon }), ...(bins === undefined ? {} : { bins }) };
}

function valuesOf(fold: FoldScores): Partial<Record<MetricName, Estimate>> {
  const values: Partial<Record<MetricName, Estimate>> = {};
  for (const name of METRIC_NAMES) if (fold[name] !== undefined) values[name] = { value: fold[name] };
  return values;
}

function meanOverFolds(scores: readonly FoldScores[]): Partial<Record<MetricName, Estimate>> {
  const mean: Partial<Record<MetricName, Estimate>> = {};
  for (const name of METRIC_NAMES) {
    const values = scores.flatMap((fold) => fold[name] ?? []);
    if (values.length === scores.length) mean[name] = tInterval(values);
  }
  return mean;
}

function checkFold({ name, train, test }: Fold, learners: number): void {
  const where = `crossValidate, fold "${name}"`;
  assertThat(train.length > 0 && test.length > 0, "INVALID_INPUT", {
    where,
    expected: "learners to fit on and learners to test on",
    got: `${train.length} and ${test.length}`,
  });
  const role = new Uint8Array(learners);
  for (const [part, list] of [train, test].entries()) {
    for (const learner of list) {
      if (!(learner >= 0 && learner < learners) || role[learner] !== 0) {
        throw new ZpdError("INVALID_INPUT", {
          where,
          expected: `each learner 0…${learners - 1} once, in one part`,
          got: `learner ${learner}${role[learner] === 1 && part === 1 ? " in both parts" : ""}`,
          advice: "answers of one learner on both sides would leak",
        });
      }
      role[learner] = part + 1;
    }
  }
}
