import { assertThat, type WorkOptions } from "@zpd/core";
import { SCORE_EPSILON } from "../maths/cross-entropy";
import { DEFAULT_BINS } from "../maths/cut";
import { checkPredictions } from "../parts/check-predictions";
import type { ScoredPredictions } from "../types/scored-predictions";
import { createLearnerResamples, denseLearners } from "./learner-resamples";
import { prepareWeightedMetrics, type WeightedMetrics } from "./weighted-metrics";

export interface BootstrapOptions extends WorkOptions {
  readonly seed: number;
  /** How often learners are drawn anew (default 1000). */
  readonly resamples?: number;
  /** Bound of the log loss (default 2^-25, see `SCORE_EPSILON`). */
  readonly epsilon?: number;
  /** Bins of the calibration error (default 10). */
  readonly bins?: number;
}

const DEFAULT_RESAMPLES = 1000;

export interface PreparedBootstrap {
  readonly learners: number;
  readonly resamples: number;
  /** Metrics of one set of predictions of the answers. */
  readonly metricsOf: (probability: ArrayLike<number>) => WeightedMetrics;
  /** Fills the weights of the next resample. */
  readonly draw: (weights: Int32Array) => void;
}

/** Checks and sorts out what both kinds of bootstrap need. @throws SHAPE, INVALID_INPUT, INVALID_CONFIG */
export function prepareBootstrap(
  where: string,
  { probability, score, learner }: ScoredPredictions,
  options: BootstrapOptions,
): PreparedBootstrap {
  const { seed, resamples = DEFAULT_RESAMPLES, epsilon = SCORE_EPSILON, bins = DEFAULT_BINS } = options;
  checkPredictions(where, probability, score);
  assertThat(learner.length === score.length, "SHAPE", {
    where,
    expected: `learner of shape [N], ${score.length} values`,
    got: `${learner.length}`,
  });
  assertThat(Number.isInteger(resamples) && resamples >= 1, "INVALID_CONFIG", {
    where,
    expected: "resamples to be a whole number from 1",
    got: `${resamples}`,
  });
  assertThat(epsilon >= 0 && epsilon < 0.5 && Number.isInteger(bins) && bins >= 1, "INVALID_CONFIG", {
    where,
    expected: "0 <= epsilon < 0.5 and bins to be a whole number from 1",
    got: `epsilon ${epsilon}, bins ${bins}`,
  });
  const dense = denseLearners(learner);
  assertThat(dense.count >= 2, "INVALID_INPUT", {
    where,
    expected: "answers of at least two learners, since learners are what is drawn",
    got: `${dense.count}`,
  });
  return {
    learners: dense.count,
    resamples,
    metricsOf: (values) =>
      prepareWeightedMetrics({ probability: values, score, learner: dense.learner }, dense.count, { epsilon, bins }),
    draw: createLearnerResamples(dense.count, seed),
  };
}
