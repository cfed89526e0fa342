import type { ItemParameters } from "@zpd/core";
import type { LimitedList } from "../parts/limited-list";

/** What a search asks for. The search reads it anew at each call, so that a batch may change it in place. */
export interface SearchRequest {
  /** `[D]` */
  readonly ability: Float64Array;
  /** Squares of the ability's scales `[D]`. */
  readonly abilityVariance: Float64Array;
  target: number;
  /** Whether an item may be given. */
  readonly mayGive: (item: number) => boolean;
}

/** Finds the items of the highest score static - weight |P(correct) - target| for a learner, exactly. */
export interface ItemSearch {
  /** Offers every item that can be among the best to `list`, whose `worst` is what has to be beaten. */
  readonly search: (request: SearchRequest, list: LimitedList) => void;
  /** P(correct) of one item. */
  readonly probability: (request: SearchRequest, item: number) => number;
}

export interface ItemSearchInput {
  readonly bank: ItemParameters;
  readonly integrate: boolean;
  /** Weight of the distance from the target, at least 0. */
  readonly weight: number;
  /** What does not depend on the learner `[I]`. */
  readonly staticScore: Float64Array;
  /** Items that may be given at all. */
  readonly eligible: Int32Array;
  /** Group of each item `[I]`, for the list's limits; -1 is none. */
  readonly group: Int32Array;
}
