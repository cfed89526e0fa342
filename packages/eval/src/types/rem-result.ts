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
}

export type RemVerdict = "better" | "worse" | "cannot tell";

/** Mean of (a - b) over learners under one simulator, with its 95 % interval. */
export interface RemDifference {
  readonly simulator: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** What the matrix says of two policies: `a` is better only if it is under every simulator. */
export interface RemPairVerdict {
  readonly length: number;
  readonly a: string;
  readonly b: string;
  readonly verdict: RemVerdict;
  readonly perSimulator: readonly RemDifference[];
}

/** What the scores rest on. */
export interface RemRewardSummary {
  readonly id: string;
  /** Names of the reward model's inputs. */
  readonly inputs: readonly string[];
  /** Share of variance explained on the data it was fitted to; absent for a model that was not fitted. */
  readonly r2?: number;
  readonly usesPreTest: boolean;
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
  readonly cells: readonly RemCellSummary[];
  readonly verdicts: readonly RemPairVerdict[];
  readonly seed: number;
}
