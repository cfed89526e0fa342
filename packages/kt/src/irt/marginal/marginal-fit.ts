import type { FitReport, ItemParameters } from "@zpd/core";
import type { MarginalModel } from "./marginal-options";

/** What marginal maximum likelihood finds. */
export interface MarginalFit {
  readonly model: MarginalModel;
  /**
   * Slope-threshold form, with standard errors as scales: 0 where a value is fixed, NaN where nothing in the answers
   * bears on it.
   */
  readonly parameters: ItemParameters;
  /** The other form, a (ability - b): b `[I]`, with its standard error (delta method, covariance included). */
  readonly difficulty: Float64Array;
  readonly difficultyScale?: Float64Array;
  /** Of the answers, abilities integrated out, natural logarithm. */
  readonly logLikelihood: number;
  /** Free parameters, the items' left out not counted. */
  readonly freeParameters: number;
  /** Akaike's and the Bayesian information criterion (with the learners as sample size); lower is better. */
  readonly aic: number;
  readonly bic: number;
  /** Distinct sets of answers. */
  readonly patterns: number;
  readonly report: FitReport;
}
