import type { QMatrix, Vocabulary } from "@zpd/core";
import type { CovariateFamily } from "./item-covariates";

/** The models that need nothing but a log: what `fitVariational` and `fitStochastic` fit. */
export const VARIATIONAL_MODELS = ["rasch", "2pl", "factor"] as const;

export type VariationalModel = (typeof VARIATIONAL_MODELS)[number];

/** The models whose posterior is an independent normal for every parameter. */
export const POSTERIOR_MODELS = [...VARIATIONAL_MODELS, "hierarchical"] as const;

export type PosteriorModel = (typeof POSTERIOR_MODELS)[number];

/** A family of covariates over the posterior's items, and what a fit knows of its attributes' weights. */
export interface FamilyPosterior extends CovariateFamily {
  /** Latent dimensions that the family feeds, `K`. */
  readonly latents: number;
  /** `[mean K, variance K]` of each attribute's weights `[A, 2 K]`. */
  readonly weightRows: Float32Array;
  /** What is believed of an attribute without answers, as a row `[2 K]`. */
  readonly weightPrior: Float64Array;
}

/**
 * What a fit knows of `L` learners and `I` items: an independent normal for every parameter of
 * logit = discrimination . ability - threshold. Rows hold means, then variances, so that an answer needs one row of each
 * side; `itemParameters` and `learnerAbilities` give them as columns.
 */
export interface IrtPosterior {
  readonly model: PosteriorModel;
  /** Number of factors, `D`. */
  readonly factors: number;
  readonly learners: Vocabulary;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** `[mean D, variance D]` of each ability `[L, 2 D]`. */
  readonly learnerRows: Float32Array;
  /** `[mean D, variance D]` of each discrimination, then mean and variance of the threshold `[I, 2 D + 2]`. */
  readonly itemRows: Float32Array;
  /**
   * Standard deviations of discriminations, then threshold `[I, D + 1]`, with the learners' uncertainty taken in: for
   * intervals. The variances in `itemRows` are mean field's, for predictions and as the next prior.
   */
  readonly itemScales: Float32Array;
  /** What is believed of a learner without answers, as a learner's row `[2 D]`. */
  readonly learnerPrior: Float64Array;
  /** What is believed of an item without answers, as an item's row `[2 D + 2]`. */
  readonly itemPrior: Float64Array;
  /**
   * Of a hierarchical model: its families of covariates, in the order of the latents they feed. Those are the last factors;
   * an item's discriminations on them are its attributes times the attributes' weights.
   */
  readonly families?: readonly FamilyPosterior[];
  /** Answers seen of each learner `[L]`, over all updates. */
  readonly learnerAnswers: Int32Array;
  /** Answers seen of each item `[I]`, over all updates. */
  readonly itemAnswers: Int32Array;
}

/** Values in an item's row: `2 D + 2`. */
export function itemRowWidth(factors: number): number {
  return 2 * factors + 2;
}

/** Values in a learner's row: `2 D`. */
export function learnerRowWidth(factors: number): number {
  return 2 * factors;
}
