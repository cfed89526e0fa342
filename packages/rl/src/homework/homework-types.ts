import type { ColumnScaling } from "../maths/scale-column";

/** A numeric column of the items that counts in the score: recency, a picture or table flag, whatever is known. */
export interface HomeworkColumn {
  /** Stands in the reasons. */
  readonly name: string;
  /** `[I]`, finite. */
  readonly values: ArrayLike<number>;
  /** How much a scaled value of 1 adds to the score; negative where less is better. */
  readonly weight: number;
  /** Default `unit`: the smallest value counts 0, the largest 1; a column of one value counts 0. */
  readonly scaling?: ColumnScaling;
}

/** How many items of one content area a list may hold. */
export interface ContentLimit {
  /** Content area of each item `[I]`; an item of the area "" is not limited. */
  readonly areas: readonly string[];
  /** Most items of an area: one number for all areas, or by name, where areas that are not named are not limited. */
  readonly atMost?: number | Readonly<Record<string, number>>;
  /** The same as a share of `k`, 0…1, rounded down but at least one item unless the share is 0. */
  readonly atMostShare?: number | Readonly<Record<string, number>>;
}

export interface HomeworkOptions {
  /** P(correct) an item should have, 0…1. Default 0.7. */
  readonly target?: number;
  /** Items of a list. Default 10. */
  readonly k?: number;
  /** Weight of the distance from the target, at least 0. Default 1. */
  readonly probabilityWeight?: number;
  readonly columns?: readonly HomeworkColumn[];
  readonly content?: ContentLimit;
  /**
   * Average P(correct) over the posterior of ability and item parameters (default), or plug their means in. Scales that
   * are absent count as 0.
   */
  readonly integrate?: boolean;
  /** 1 where an item may be given at all `[I]`. Default: all. */
  readonly eligible?: Uint8Array;
}

/** A learner, as far as homework asks. */
export interface HomeworkLearner {
  /** Posterior mean `[D]`; a number for one factor. */
  readonly ability: number | ArrayLike<number>;
  /** Posterior standard deviation `[D]`; absent: 0. */
  readonly abilityScale?: number | ArrayLike<number>;
  /** Items never to give, such as those seen: indices. */
  readonly exclude?: ArrayLike<number>;
  /** 1 where an item may be given to this learner `[I]`. */
  readonly mask?: Uint8Array;
  /** Overrides the homework's `k` and `target`. */
  readonly k?: number;
  readonly target?: number;
}

/** One part of a score: it adds `weight` times `value`. */
export interface HomeworkReason {
  readonly name: string;
  readonly weight: number;
  readonly value: number;
}

export interface HomeworkItem {
  /** Index of the item. */
  readonly item: number;
  readonly id: string;
  readonly probability: number;
  readonly score: number;
  /** `probability`, whose value is -|P(correct) - target|, then the columns with their scaled values. */
  readonly reasons: readonly HomeworkReason[];
}

export interface HomeworkBatchOptions {
  readonly k?: number;
  readonly target?: number;
  /** Items each learner has seen, as an `InteractionLog` holds them: `offsets [L + 1]` into `item`. */
  readonly seen?: { readonly offsets: Int32Array; readonly item: Int32Array };
  /** 1 where an item may be given in this batch `[I]`. */
  readonly mask?: Uint8Array;
  /** Largest share of the batch's learners that one item may be given to, above 0 to 1. Default: no limit. */
  readonly maxExposure?: number;
}

/** Lists of `L` learners, best first; places that could not be filled hold `NO_ITEM` and NaN. */
export interface HomeworkBatch {
  readonly k: number;
  /** `[L, K]` */
  readonly items: Int32Array;
  /** `[L, K]` */
  readonly scores: Float64Array;
  /** `[L, K]` */
  readonly probabilities: Float64Array;
}

export interface Homework {
  /**
   * The `k` best items for one learner, best first, ties to the earlier item; fewer where fewer may be given.
   * @throws SHAPE, INVALID_INPUT, UNKNOWN_ID on an excluded item that the bank does not hold
   */
  recommend(learner: HomeworkLearner): HomeworkItem[];
  /**
   * The same for many learners `[L, D]`, such as `LearnerAbilities`. With `maxExposure` learners choose in their order,
   * each among what the earlier ones left. Learners are otherwise independent: to use several threads give each a stretch of
   * `ability`, `abilityScale` and `offsets` (one value more), and a limit of exposure then holds in each stretch.
   * @throws as `recommend`
   */
  recommendBatch(
    abilities: { readonly ability: Float64Array; readonly abilityScale?: Float64Array },
    options?: HomeworkBatchOptions,
  ): HomeworkBatch;
  /** Probability, score and reasons of any items, in the order given, whether or not they would be recommended. */
  explain(learner: HomeworkLearner, items: ArrayLike<number>): HomeworkItem[];
}
