import type { TracerState } from "@zpd/core";

/** How the concepts of one item make one P(correct): their mean, the least of them, or their product. */
export type BktCombine = "mean" | "min" | "product";

/**
 * Parameters of Bayesian Knowledge Tracing. `C` concepts, `E` entries of the Q-matrix (pairs of item and concept),
 * `I` items. Columns marked `[C] or [E]` have one value per concept, or one per entry where the variant gives every
 * item its own.
 */
export interface BktParameters {
  /** P(known) before the first answer `[C]`. */
  readonly prior: Float64Array;
  /** P(unknown -> known) after an answer, `[C] or [E]`. */
  readonly learn: Float64Array;
  /** P(correct | unknown), `[C] or [E]`. */
  readonly guess: Float64Array;
  /** P(wrong | known), `[C] or [E]`. */
  readonly slip: Float64Array;
  /** P(known -> unknown) after an answer `[C]`; all 0 without forgetting. */
  readonly forget: Float64Array;
  /** P(correct) of items that have no concept `[I]`; not read for the others. */
  readonly untagged: Float64Array;
}

/** Beliefs of Bayesian Knowledge Tracing about a batch of learners. */
export interface BktState extends TracerState {
  readonly batchSize: number;
  /**
   * P(unknown) of every concept before the next answer `[B, C]`. Not P(known): after many correct answers that is
   * 1 to the last bit, and a learner could never be seen to fail again.
   */
  readonly unknown: Float64Array;
}
