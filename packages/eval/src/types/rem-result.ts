import type { RemRanking } from "./rem-ranking";

/** Mean score of one policy under one simulator after `length` answers. */
export interface RemCellSummary {
  readonly policy: string;
  readonly simulator: string;
  readonly length: number;
  /** Episodes played: learners x repeats. */
  readonly n: number;
  /** Mean test score after the course, 0…1, with its 95 % interval over learners. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Mean of score less pre-test over the learners who have one. */
  readonly gain?: number;
  /** 95 % interval of `gain` over those learners; absent when there are fewer than two. */
  readonly gainLow?: number;
  readonly gainHigh?: number;
}

export type RemVerdict = "better" | "worse" | "cannot tell";

/** Mean of (a - b) over learners under one simulator, with its 95 % interval, not corrected for other comparisons. */
export interface RemDifference {
  readonly simulator: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What the matrix says of two policies: `a` is better only if it is under every simulator, beyond what luck gives among
 * all comparisons of the study.
 */
export interface RemPairVerdict {
  readonly length: number;
  readonly a: string;
  readonly b: string;
  readonly verdict: RemVerdict;
  /** Two-sided p-value of "on the same side under every simulator", this pair alone. */
  readonly p: number;
  /** `p` corrected for the study's comparisons; the verdict is told when it is below the correction's level. */
  readonly adjustedP: number;
  /** Ids of the study's other reward models that do not tell the same; absent when nothing is told or there are none. */
  readonly unshared?: readonly string[];
  readonly perSimulator: readonly RemDifference[];
}

/** How verdicts are kept safe from the number of comparisons. */
export interface RemCorrection {
  readonly method: "holm";
  /** Verdicts in the family: pairs x lengths. */
  readonly comparisons: number;
  /** Chance, at most, that any verdict of the study is wrong by luck. */
  readonly level: number;
}

/** Something a reader of the result should know before believing it. */
export interface RemWarning {
  readonly code: "few-learners" | "no-tests" | "no-pre-test" | "weak-reward-model" | "one-simulator";
  readonly message: string;
}

/** What the scores rest on. */
export interface RemRewardSummary {
  readonly id: string;
  /** Names of the reward model's inputs. */
  readonly inputs: readonly string[];
  /** Share of variance explained on the data it was fitted to; absent for a model that was not fitted. */
  readonly r2?: number;
  /** The same when each learner is foretold from the others; below 0 when their mean does better. */
  readonly r2LeaveOneOut?: number;
  readonly usesPreTest: boolean;
  /** Id of the tracer whose mastery it reads, where that is not the study's reward tracer. */
  readonly tracer?: string;
}

/** The Robust Evaluation Matrix as plain JSON. */
export interface RemResult {
  readonly policies: readonly string[];
  readonly simulators: readonly string[];
  readonly lengths: readonly number[];
  readonly repeats: number;
  /** Number of learners. */
  readonly learners: number;
  readonly rewardModel: RemRewardSummary;
  /** Those that scored beside it; absent when none did. */
  readonly otherRewardModels?: readonly RemRewardSummary[];
  readonly cells: readonly RemCellSummary[];
  readonly verdicts: readonly RemPairVerdict[];
  readonly correction: RemCorrection;
  /** What the verdicts make of the policies, one entry per length. */
  readonly rankings: readonly RemRanking[];
  readonly warnings: readonly RemWarning[];
  readonly seed: number;
}
