import type { QMatrix } from "../types/q-matrix";
import type { Vocabulary } from "../types/vocabulary";
import type { ObserveContext } from "./tracer";

/** Memory of a policy about a batch of learners. Plain data, as a tracer's state. */
export interface PolicyState {
  readonly batchSize: number;
}

export interface PolicyStart {
  readonly batchSize: number;
  /** Seed of the policy's own draws; with `learners` and `streams` it fixes them whatever the batch. */
  readonly seed: number;
  /** `[B]`; absent: 0…B-1. */
  readonly learners?: Int32Array;
  /** `[B]`; absent: all 0. */
  readonly streams?: Int32Array;
  /** Test score before the course `[B]`, where known. */
  readonly preTest?: Float64Array;
}

export interface RecommendRequest {
  /** How many items per learner, `K`. */
  readonly k: number;
  /** 1 where an item may be offered `[B, I]`; absent: all may. */
  readonly actionMask?: Uint8Array;
}

/** Items best first. Places that could not be filled hold `NO_ITEM` and the score NaN. */
export interface Recommendation {
  /** `[B, K]` */
  readonly items: Int32Array;
  /** `[B, K]`, higher is better; the scale is the policy's own. */
  readonly scores: Float32Array;
  /** Probability with which each item was drawn `[B, K]`, where the policy samples. */
  readonly propensities?: Float32Array;
}

/** One part of what makes items score as they do. */
export interface ScorePart {
  readonly name: string;
  /** What the number says, in a few words for a reader of the list. */
  readonly meaning: string;
  /** `[B, N]`, NaN for `NO_ITEM`. */
  readonly values: Float32Array;
}

export interface ScoreExplanation {
  /** How the parts, by their names, make the score: "difficulty x proximity". */
  readonly formula: string;
  readonly parts: readonly ScorePart[];
}

/** Decides what learners practise next. */
export interface Policy<State extends PolicyState = PolicyState> {
  readonly id: string;
  readonly items: Vocabulary;
  start(options: PolicyStart): State;
  /** Ranks items for every learner. May advance the policy's random draws, changes nothing else. */
  recommend(state: State, request: RecommendRequest): Recommendation;
  /** Takes the answers into account, in place. `items` `[B]` (`NO_ITEM`: none), `scores` `[B]`. */
  observe(state: State, items: Int32Array, scores: Float32Array, context?: ObserveContext): void;
  /**
   * Why items would score as they do now, from policies that can tell: `items` is `[B, N]`, for instance a slate, in or
   * out of which an item may be. Changes nothing. @throws SHAPE, UNKNOWN_ID
   */
  explain?(state: State, items: Int32Array): ScoreExplanation;
}

/** What a rule may look at when it scores items. */
export interface PolicyWorld {
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** A teacher's order: item indices; absent: the order of the vocabulary. */
  readonly sequence?: Int32Array;
}
