import type { InteractionLog } from "./interaction-log";

/** What reading or cleaning took out, counted. */
export interface CleaningCount {
  readonly reason: string;
  readonly count: number;
}

/** A split by learner that comes with the data: indices into `log.learners`. */
export interface Fold {
  readonly name: string;
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/** Tests taken before and after the course, 0…1, NaN where a learner has none. `[L]` each. */
export interface TestScores {
  readonly preTest: Float64Array;
  readonly postTest: Float64Array;
}

/** A log together with everything else that was known of it. */
export interface Dataset {
  readonly log: InteractionLog;
  readonly tests?: TestScores;
  readonly folds?: readonly Fold[];
  /** The order in which a teacher would go through the items: item indices, each at most once. */
  readonly sequence?: Int32Array;
}
