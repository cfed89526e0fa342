import type { TracerState } from "@zpd/core";

/** How the concepts of one item make one P(correct): their mean, the least of them, or their product. */
export type BktCombine = "mean" | "min" | "product";

/**
 * What P(known) before the first answer on a concept depends on besides the concept.
 * - `"none"`: nothing, one prior for all.
 * - `"first-answer"`: the learner's first answer on the concept stands for the learner (Pardos & Heffernan 2010). The
 *   prior predicts that answer; the belief after it is one of two parameters, for a wrong and for a correct one.
 * - `"past-answers"`: the learner's share of correct answers on everything before she meets the concept, in five
 *   classes: no answer yet, and the quartiles of the training learners.
 */
export type BktIndividualPrior = "none" | "first-answer" | "past-answers";

/**
 * Parameters of Bayesian Knowledge Tracing. `C` concepts, `E` entries of the Q-matrix (pairs of item and concept),
 * `I` items. Columns marked `[C] or [E]` have one value per concept, or one per entry where the variant gives every
 * item its own.
 */
export interface BktParameters {
  /** P(known) before the first answer `[C]`, or by class of past answers `[5, C]`. */
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
  /** P(known) after a wrong (first row) or correct first answer, before the transition `[2, C]`; "first-answer" only. */
  readonly afterFirst?: Float64Array;
  /** Lower bounds of the second to fourth class of the share of correct answers `[3]`; "past-answers" only. */
  readonly pastBounds?: Float64Array;
}

/** Beliefs of Bayesian Knowledge Tracing about a batch of learners. */
export interface BktState extends TracerState {
  readonly batchSize: number;
  /**
   * P(unknown) of every concept before the next answer `[B, C]`. Not P(known): after many correct answers that is
   * 1 to the last bit, and a learner could never be seen to fail again.
   */
  readonly unknown: Float64Array;
  /**
   * P(correct) of every item `[B, I]`, kept beside `unknown` where every item is its own concept: an answer changes one
   * value of a row, so `predict` copies instead of computing.
   */
  readonly correct?: Float32Array;
  /** 1 once a concept has been answered `[B, C]`; only where the prior is individual. */
  readonly met?: Uint8Array;
  /** Sum of all scores and number of all answers so far `[B]`; only where the prior depends on past answers. */
  readonly scoreSum?: Float64Array;
  readonly answers?: Float64Array;
}
