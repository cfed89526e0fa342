/**
 * What came of playing one policy against one simulator. Value of length index `k`, learner `l`, repeat `r` stands at
 * `(k * learners + l) * repeats + r`: `[lengths, learners, repeats]`.
 */
export interface RemCell {
  /** The policy's id. */
  readonly policy: string;
  /** The simulator's id. */
  readonly simulator: string;
  /** Test score after the course as the reward model foretells it, 0…1. */
  readonly scores: Float64Array;
  /** The same by each of the study's `otherRewardModels`, one after the other: `[models, lengths, learners, repeats]`. */
  readonly otherScores?: Float64Array;
  /** `scores` less the test before the course; NaN for learners without one; absent where nobody has one. */
  readonly gains?: Float64Array;
  /** Expected test score by the simulator's own truth, 0…1, where it has one. */
  readonly trueScores?: Float64Array;
  /** Items in the order they were given `[learners, repeats, longest length]`, when asked for; `NO_ITEM` for none. */
  readonly actions?: Int32Array;
  /** Their answers, 0…1, NaN where `actions` has `NO_ITEM`; there with `actions`. */
  readonly responses?: Float32Array;
}
