import type { InteractionLog } from "@zpd/core";

/** Learners of a log whose histories are cut into windows. */
export interface WindowSource {
  readonly log: InteractionLog;
  /** Which learner each sequence of a window is. */
  readonly learners: Int32Array;
}
