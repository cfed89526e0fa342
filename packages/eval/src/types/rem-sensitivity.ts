import type { RemVerdict } from "./rem-result";

/** What was done otherwise: a simulator left out, another reward model, another seed. */
export type RemAlternativeKind = "without simulator" | "reward model" | "seed";

/** A verdict that another way of doing the study changes. */
export interface RemVerdictChange {
  readonly length: number;
  readonly a: string;
  readonly b: string;
  /** In the study. */
  readonly from: RemVerdict;
  /** In the alternative. */
  readonly to: RemVerdict;
}

/** The study's verdicts beside those of one alternative. */
export interface RemAlternative {
  readonly kind: RemAlternativeKind;
  /** Id of the simulator left out, id of the reward model, or the seed. */
  readonly name: string;
  /** Told in both, and the same. */
  readonly kept: number;
  /** Told in the study only. */
  readonly lost: number;
  /** Told in the alternative only. */
  readonly gained: number;
  /** Told in both, one the opposite of the other. */
  readonly reversed: number;
  /** Told in neither. */
  readonly untold: number;
  /** Every verdict lost, gained or reversed, in the order of the study's. */
  readonly changes: readonly RemVerdictChange[];
}

/** How far a study's verdicts hang on choices that could have been others. */
export interface RemSensitivity {
  /** Verdicts in the study: pairs x lengths. */
  readonly comparisons: number;
  /** Of these told "better" or "worse". */
  readonly told: number;
  readonly alternatives: readonly RemAlternative[];
}
