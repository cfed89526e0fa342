import type { QMatrix } from "../types/q-matrix";
import type { Vocabulary } from "../types/vocabulary";

/**
 * Which learners are played, and with which luck. Draws depend only on (seed, learner, stream, step), never on the
 * batch or on the action: two policies that meet the same learner share their luck (common random numbers).
 */
export interface ResetOptions {
  readonly seed: number;
  /** Index of each learner in the simulator's population `[B]`. */
  readonly learners: Int32Array;
  /** Which repeat of the learner each row is `[B]`; absent: all 0. */
  readonly streams?: Int32Array;
}

/** What a tutor can see of a batch of learners. */
export interface Observation {
  /** Item answered last `[B]`, `NO_ITEM` before the first. */
  readonly lastItem: Int32Array;
  /** Its score `[B]`, NaN before the first. */
  readonly lastScore: Float32Array;
}

export interface StepInfo {
  /** 1 where an item may be offered next `[B, I]`; absent: all may. */
  readonly actionMask?: Uint8Array;
  /** Test score before the course `[B]`, 0…1, where the simulator knows one. */
  readonly preTest?: Float64Array;
  /** Expected test score if the course ended now `[B]`, 0…1; only simulators with a known truth give it. */
  readonly trueScore?: Float64Array;
}

export interface ResetResult {
  readonly observation: Observation;
  readonly info: StepInfo;
}

/** Gymnasium's tuple as an object, for a batch. Arrays may be reused by the next call: copy what you keep. */
export interface StepResult extends ResetResult {
  /** The learner's answer to the item `[B]`, 0…1; NaN for a learner who rests. */
  readonly response: Float32Array;
  /** `[B]`; what it measures is said by the environment. */
  readonly reward: Float64Array;
  /** 1 where the episode has ended by itself `[B]`. */
  readonly terminated: Uint8Array;
  /** 1 where it was cut by a limit `[B]`. */
  readonly truncated: Uint8Array;
}

/** A batch of simulated learners. */
export interface LearnerEnv {
  readonly id: string;
  readonly batchSize: number;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** Starts new episodes for the whole batch. @throws SHAPE when `learners` is not `[B]` */
  reset(options: ResetOptions): ResetResult;
  /**
   * Every learner answers one item `[B]`. `NO_ITEM` lets a learner rest: response NaN, reward 0, nothing else of hers
   * changes. @throws CONTRACT on an unknown or masked item, or before the first reset
   */
  step(actions: Int32Array): StepResult;
}

/** Makes environments of any batch size over one population of learners. */
export interface Simulator {
  readonly id: string;
  readonly title: string;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  create(batchSize: number): LearnerEnv;
}
