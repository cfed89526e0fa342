import { createPause } from "@zpd/core";
import { type BootstrapOptions, prepareBootstrap } from "../bootstrap/prepare-bootstrap";
import { percentileInterval } from "../maths/quantile";
import type { Interval } from "../types/interval";
import { METRIC_NAMES, type MetricName } from "../types/metric-name";
import type { ScoredPredictions } from "../types/scored-predictions";

export interface BootstrapResult {
  /** Metric to its value on the data and its 95 % interval; `auc` is absent where it is not defined. */
  readonly metrics: Readonly<Partial<Record<MetricName, Interval>>>;
  readonly answers: number;
  readonly learners: number;
  readonly resamples: number;
}

/**
 * 95 % intervals of all metrics by the percentile bootstrap over learners: L learners are drawn with replacement, each
 * with all of her answers. For the area the answers are sorted once and reweighted. Resamples in which all answers are
 * right or all wrong have no area and are left out of its interval. The calibration error grows with noise, so its
 * resamples lie above its value: read that interval as its upper part.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; Field and Welsh, "Bootstrapping
 * clustered data", J. R. Stat. Soc. B 69 (2007), for whole clusters as the unit.
 *
 * O(N + resamples · (N + L · bins)): 1000 resamples of 500,000 answers take some seconds.
 * @throws SHAPE, INVALID_INPUT, INVALID_CONFIG; the signal's reason when aborted
 */
export async function bootstrapMetrics(
  predictions: ScoredPredictions,
  options: BootstrapOptions,
): Promise<BootstrapResult> {
  const { learners, resamples, metricsOf, draw } = prepareBootstrap("bootstrapMetrics", predictions, options);
  const metrics = metricsOf(predictions.probability);
  const weights = new Int32Array(learners).fill(1);
  const value = metrics(weights);
  const drawn = new Map(METRIC_NAMES.map((name) => [name, new Float64Array(resamples)]));
  const pause = createPause(options.signal);
  for (let r = 0; r < resamples; r++) {
    draw(weights);
    const sample = metrics(weights);
    for (const name of METRIC_NAMES) drawn.get(name)![r] = sample[name];
    options.onProgress?.({ task: "Resampling learners", done: r + 1, total: resamples, unit: "resamples" });
    await pause();
  }
  const intervals: Partial<Record<MetricName, Interval>> = {};
  for (const name of METRIC_NAMES) {
    const defined = drawn.get(name)!.filter((sample) => !Number.isNaN(sample));
    if (!Number.isNaN(value[name])) intervals[name] = percentileInterval(value[name], defined);
  }
  return { metrics: intervals, answers: predictions.score.length, learners, resamples };
}
