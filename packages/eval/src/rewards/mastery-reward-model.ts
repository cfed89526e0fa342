import { assertLength, type RewardModel, stableSum } from "@zpd/core";

/**
 * For courses without any test: the score is the mean mastery over concepts. A stand-in that no outcome backs, so its
 * `r2` is NaN. O(C) a learner.
 */
export function masteryRewardModel(conceptIds: readonly string[]): RewardModel {
  const size = conceptIds.length;
  return {
    id: "mean-mastery",
    inputs: [...conceptIds],
    r2: Number.NaN,
    usesPreTest: false,
    linear: { intercept: 0, weights: new Float64Array(size).fill(1 / size) },
    predict(mastery, _preTest, out = new Float64Array(mastery.length / size)) {
      assertLength("masteryRewardModel", "mastery", mastery, out.length * size, "[B, C]");
      for (let row = 0; row < out.length; row++)
        out[row] = stableSum(mastery.subarray(row * size, (row + 1) * size)) / size;
      return out;
    },
  };
}
