import type { Simulator } from "@zpd/core";
import type { RemRewardSummary } from "./rem-result";
import type { RemStudy } from "./rem-study";
import type { TruthAgreement, TruthOutcome } from "./truth-agreement";

/** A study on a made course, and learners who were not played in it, by whom the truth is told. */
export interface TruthTrial {
  readonly study: RemStudy;
  /** The made course itself: it gives `trueScore`. */
  readonly truth: Simulator;
  /** Population indices of the fresh learners. */
  readonly learners: Int32Array;
  /** Their tests before the course, for policies that ask; absent: what the course knows. */
  readonly preTest?: Float64Array;
  /** How often each of them is played. */
  readonly repeats: number;
  /** Seed of their luck; another one than the study's. */
  readonly seed: number;
}

/** What came of one trial. */
export interface TruthTrialResult {
  readonly name: string;
  readonly agreement: TruthAgreement;
  /** What the reward model of the trial's study rests on. */
  readonly rewardModel: RemRewardSummary;
}

/** Shares of right, wrong and withheld verdicts over all trials. */
export interface TruthCheck {
  readonly trials: readonly TruthTrialResult[];
  readonly counts: Readonly<Record<TruthOutcome, number>>;
  /** Pairs x lengths of all trials. */
  readonly comparisons: number;
  /** Of all comparisons, 0…1. */
  readonly shares: Readonly<Record<TruthOutcome, number>>;
  /** Wrong among the verdicts that the truth can judge (right and wrong), 0…1; absent when there are none. */
  readonly wrongOfJudged?: number;
}
