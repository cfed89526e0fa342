import { tInterval } from "../maths/t-interval";
import type { Interval } from "../types/interval";
import {
  RETRIEVAL_MEASURES,
  type RetrievalEstimatorShown,
  type RetrievalMeasure,
  type RetrievalReportInput,
} from "./retrieval-input";

/** An estimator over all repeats. */
export interface EstimatorSummary extends Record<RetrievalMeasure, Interval> {
  readonly estimator: RetrievalEstimatorShown;
  readonly coverage90?: Interval;
}

/** Means over the repeats with Student's 95 % intervals, estimators in the order given. */
export function summariseEstimators({ estimators }: RetrievalReportInput): EstimatorSummary[] {
  return estimators.map((estimator) => {
    const of = (name: RetrievalMeasure): Interval => tInterval(estimator.outcomes.map((outcome) => outcome[name]));
    const [pearson, kendall, spearman] = RETRIEVAL_MEASURES.map(of) as [Interval, Interval, Interval];
    const covered = estimator.outcomes.flatMap(({ coverage90 }) => coverage90 ?? []);
    return {
      estimator,
      pearson,
      kendall,
      spearman,
      ...(covered.length < 2 ? {} : { coverage90: tInterval(covered) }),
    };
  });
}

/** The estimator with the highest mean Pearson correlation; the first of equals. */
export function bestOf(summaries: readonly EstimatorSummary[]): EstimatorSummary {
  return summaries.reduce((best, other) => (other.pearson.value > best.pearson.value ? other : best));
}

/** How far `a` lies above `b` in a measure, log by log: mean difference with its 95 % interval. */
export function pairedDifference(
  a: RetrievalEstimatorShown,
  b: RetrievalEstimatorShown,
  measure: RetrievalMeasure,
): Interval {
  return tInterval(a.outcomes.map((outcome, k) => outcome[measure] - b.outcomes[k]![measure]));
}
