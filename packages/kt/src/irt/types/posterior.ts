import type { QMatrix, Vocabulary } from "@zpd/core";

/** The models whose posterior is an independent normal for every parameter. */
export const POSTERIOR_MODELS = ["rasch", "2pl", "factor"] as const;

export type PosteriorModel = (typeof POSTERIOR_MODELS)[number];

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
