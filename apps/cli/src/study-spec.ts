import type { ModelFile } from "@zpd/core";
import type { OwnModule } from "./own/own-module";

/** A made course by name; with its seed it is the same on every thread. */
export interface CourseChoice {
  readonly name: string;
  readonly seed: number;
}

/** What the reward model is fitted to. `L` learners of the log, `C` concepts. */
export interface RewardData {
  /** `[L, C]` */
  readonly mastery: Float32Array;
  /** `[L]`, 0…1; absent: mastery only. */
  readonly preTest?: Float64Array;
  /** `[L]`, 0…1; absent: the score is the mean mastery itself. */
  readonly postTest?: Float64Array;
  /** Id of the reward model that verdicts rest on; absent: the one the data suggest. */
  readonly model?: string;
}

/** Where a study keeps the fit of a tracer without one fold's learners; folds are counted from 0. */
export function modelOfFold(tracer: string, fold: number): string {
  return `${tracer} without fold ${fold + 1}`;
}

/**
 * A study of the Robust Evaluation Matrix as plain data: what a worker thread needs to build the same policies,
 * simulators and reward model as the main thread.
 */
export interface StudySpec {
  readonly seed: number;
  readonly policies: readonly string[];
  readonly simulators: readonly string[];
  readonly lengths: readonly number[];
  readonly repeats: number;
  /** Population indices of the learners played. */
  readonly learners: Int32Array;
  /** Their tests before the course; absent: the simulators' own. */
  readonly preTest?: Float64Array;
  /**
   * Fitted tracers: under their id those that policies look through and the reward tracer, fitted on all learners; under
   * `modelOfFold` those that drive simulators, fitted without a fold.
   */
  readonly models: Readonly<Record<string, ModelFile>>;
  /** The fold that each learner of the log belongs to, `NO_FOLD` for those who are never played `[L]`. */
  readonly foldOf: Int32Array;
  readonly folds: number;
  readonly rewardTracer: string;
  readonly reward: RewardData;
  /** The same on what other tracers, by id, make of the learners: yardsticks that verdicts are held against. */
  readonly otherRewards: Readonly<Record<string, RewardData>>;
  /** A teacher's order of the items. */
  readonly sequence?: Int32Array;
  /** The course behind the simulator "course". */
  readonly course?: CourseChoice;
  /** Whether cells keep which items were given and how they were answered. */
  readonly keepTrajectories?: boolean;
  /** Modules of the user's; their policies and simulators come after those named above. */
  readonly own?: readonly OwnModule[];
}
