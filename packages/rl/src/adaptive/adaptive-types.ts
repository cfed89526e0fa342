import type { ItemParameters } from "@zpd/core";
import type { AbilityEstimate } from "../maths/posterior-mean";

/** How the next item is chosen; the sources stand at `createAdaptiveTest`. */
export const ADAPTIVE_CHOICES = [
  "maximum-information",
  "randomesque",
  "a-stratified",
  "progressive",
  "random",
] as const;
export type AdaptiveChoice = (typeof ADAPTIVE_CHOICES)[number];

/** Shares of a test that content areas should have. */
export interface ContentShares {
  /** Content area of each item `[I]`. */
  readonly areas: readonly string[];
  /** Share of each area, above 0, of sum 1. */
  readonly shares: Readonly<Record<string, number>>;
}

/**
 * Ability and standard error from the answers so far. The default is EAP, because it needs no second answer to be
 * finite; with others, such as maximum likelihood, the caller says what an all-right record gives.
 */
export type EstimateAbility = (answers: {
  readonly bank: ItemParameters;
  readonly items: readonly number[];
  readonly correct: readonly boolean[];
  readonly prior: AbilityEstimate;
}) => AbilityEstimate;

export interface AdaptiveOptions {
  /** Default `maximum-information`. */
  readonly choice?: AdaptiveChoice;
  /** Best items that `randomesque` draws from. Default 5. */
  readonly bestOf?: number;
  /** Strata of `a-stratified`. Default 4. */
  readonly strata?: number;
  /** `information` (default): the first item is chosen as all others; `easy`: drawn from the easiest ones. */
  readonly firstItem?: "information" | "easy";
  /** How many the easiest ones are. Default 10. */
  readonly easyItems?: number;
  readonly content?: ContentShares;
  /** Sympson-Hetter parameters `[I]`, 0…1: P(given | chosen), as `calibrateExposure` finds them. Default: 1. */
  readonly exposure?: Float64Array;
  /** Largest share of learners an item may be given to, above 0 to 1; needs `usage` at each `next`. */
  readonly maxExposure?: number;
  /** The test ends at this standard error; above 0. Default 0.3. */
  readonly standardError?: number;
  /** It ends where no item left tells at least this much (Fisher information). Default 0. */
  readonly minInformation?: number;
  /** Items given at least. Default 1. */
  readonly minItems?: number;
  /** Items given at most. Default 30, or all. */
  readonly maxItems?: number;
  readonly estimate?: EstimateAbility;
}

/** Where a test stands: JSON, to be stored and resumed. */
export interface AdaptiveState {
  readonly version: 1;
  /** Draws of this test follow from it and the place in the test alone. */
  readonly seed: number;
  readonly prior: AbilityEstimate;
  /** Items answered, in order. */
  readonly items: readonly number[];
  readonly correct: readonly boolean[];
  readonly ability: number;
  readonly standardError: number;
}

export interface AdaptiveStart {
  /** Whole number. */
  readonly seed: number;
  /** What is known of the learner: mean of the prior, default 0. */
  readonly ability?: number;
  /** Its standard deviation, above 0, default 1. */
  readonly abilityScale?: number;
}

export interface NextOptions {
  /** 1 where an item may be given `[I]`. */
  readonly mask?: Uint8Array;
  /** For `maxExposure`: how often each item was given `[I]`, and to how many learners so far, this one included. */
  readonly usage?: { readonly given: ArrayLike<number>; readonly learners: number };
}

export type AdaptiveStop = "standard-error" | "length" | "information" | "no-item-left";

/** An adaptive test over one bank. Holds no learner: all memory is in the state. */
export interface AdaptiveTest {
  readonly bank: ItemParameters;
  /** @throws INVALID_INPUT on a seed that is no whole number, or a prior that is none */
  start(options: AdaptiveStart): AdaptiveState;
  /** The item to give, always the same for the same state and options; undefined when the test is over. O(I). */
  next(state: AdaptiveState, options?: NextOptions): number | undefined;
  /**
   * The state after an answer, with ability and standard error. Any item may be answered, also one that was not the next.
   * @throws UNKNOWN_ID; INVALID_INPUT on an item answered before or a `correct` that is not true or false
   */
  answer(state: AdaptiveState, item: number, correct: boolean): AdaptiveState;
  /** Why the test is over; undefined while it goes on. Costs a `next` where no other reason holds. */
  stopReason(state: AdaptiveState, options?: NextOptions): AdaptiveStop | undefined;
  isDone(state: AdaptiveState, options?: NextOptions): boolean;
}
