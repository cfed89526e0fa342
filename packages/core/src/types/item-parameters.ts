import type { Vocabulary } from "./vocabulary";

/**
 * What item response models know of items: `I` items, `D` factors (1 for Rasch, 2PL and 3PL).
 *
 *   P(correct) = guess + (1 - guess) sigmoid(discrimination . ability - threshold)
 *
 * This is the slope-threshold form (Shi & Athey: alpha . theta - beta), in which a posterior of independent normals lives.
 * The difficulty `b` of the form a (theta - b), the ability at which a 2PL item is answered right half the time, is
 * threshold / discrimination; `difficulties` of `@zpd/kt/irt` gives it with its scale. mirt's intercept d is minus the threshold.
 */
export interface ItemParameters {
  readonly items: Vocabulary;
  /** Number of factors, `D`. */
  readonly factors: number;
  /** `[I, D]` */
  readonly discrimination: Float64Array;
  /** `[I]` */
  readonly threshold: Float64Array;
  /** P(correct) at the lowest ability `[I]`, 0…1; absent: 0. */
  readonly guess?: Float64Array;
  /** Posterior standard deviations or standard errors `[I, D]`; 0 where a value is fixed; absent: unknown. */
  readonly discriminationScale?: Float64Array;
  /** `[I]`, as `discriminationScale`. */
  readonly thresholdScale?: Float64Array;
  /** `[I]`, as `discriminationScale`. */
  readonly guessScale?: Float64Array;
}

/** What item response models know of learners: `L` learners, `D` factors. */
export interface LearnerAbilities {
  readonly learners: Vocabulary;
  readonly factors: number;
  /** Posterior mean, mode or maximum `[L, D]`. */
  readonly ability: Float64Array;
  /** Posterior standard deviation or standard error `[L, D]`. */
  readonly abilityScale: Float64Array;
}
