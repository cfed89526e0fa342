import { assertLength, createPause } from "@zpd/core";
import { type BootstrapOptions, prepareBootstrap } from "../bootstrap/prepare-bootstrap";
import { percentileInterval } from "../maths/quantile";
import { checkPredictions } from "../parts/check-predictions";
import { HIGHER_IS_BETTER, METRIC_NAMES, type MetricName } from "../types/metric-name";
import type { RemVerdict } from "../types/rem-result";

export interface TracerComparisonInput {
  /** P(correct) by the first tracer `[N]`. */
  readonly a: ArrayLike<number>;
  /** P(correct) by the second tracer of the same answers `[N]`. */
  readonly b: ArrayLike<number>;
  readonly score: ArrayLike<number>;
  readonly learner: Int32Array;
}

export interface MetricComparison {
  /** Metric of a less metric of b. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Whether a is better, by the metric's own direction: "cannot tell" when the interval holds 0. */
  readonly verdict: RemVerdict;
}

export interface TracerComparison {
  readonly metrics: Readonly<Partial<Record<MetricName, MetricComparison>>>;
  readonly answers: number;
  readonly learners: number;
  readonly resamples: number;
}

/**
 * Which of two tracers foretells the same answers better: 95 % intervals of the difference of every metric, by drawing
 * learners with replacement and scoring both tracers on the same draw (paired). Cost: twice `bootstrapMetrics`.
 * @throws SHAPE, INVALID_INPUT, INVALID_CONFIG; the signal's reason when aborted
 */
export async function compareTracers(
  { a, b, score, learner }: TracerComparisonInput,
  options: BootstrapOptions,
): Promise<TracerComparison> {
  const where = "compareTracers";
  assertLength(where, "b", b, a.length, "[N] as a");
  checkPredictions(where, b, score);
  const { learners, resamples, metricsOf, draw } = prepareBootstrap(where, { probability: a, score, learner }, options);
  const ofA = metricsOf(a);
  const ofB = metricsOf(b);
  const weights = new Int32Array(learners).fill(1);
  const differenceOf = (): Record<MetricName, number> => {
    const difference = ofA(weights);
    const subtract = ofB(weights);
    for (const name of METRIC_NAMES) difference[name] -= subtract[name];
    return difference;
  };
  const value = differenceOf();
  const drawn = new Map(METRIC_NAMES.map((name) => [name, new Float64Array(resamples)]));
  const pause = createPause(options.signal);
  for (let r = 0; r < resamples; r++) {
    draw(weights);
    const sample = differenceOf();
    for (const name of METRIC_NAMES) drawn.get(name)![r] = sample[name];
    options.onProgress?.({ task: where, done: r + 1, total: resamples, unit: "resamples" });
    await pause();
  }
  const metrics: Partial<Record<MetricName, MetricComparison>> = {};
  for (const name of METRIC_NAMES) {
    if (Number.isNaN(value[name])) continue;
    const defined = drawn.get(name)!.filter((sample) => !Number.isNaN(sample));
    const { low, high } = percentileInterval(value[name], defined);
    metrics[name] = { difference: value[name], low, high, verdict: verdict(low, high, HIGHER_IS_BETTER[name]) };
  }
  return { metrics, answers: score.length, learners, resamples };
}

function verdict(low: number, high: number, higherIsBetter: boolean): RemVerdict {
  if (low > 0) return higherIsBetter ? "better" : "worse";
  if (high < 0) return higherIsBetter ? "worse" : "better";
  return "cannot tell";
}
