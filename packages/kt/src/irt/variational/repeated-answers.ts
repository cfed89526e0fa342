import type { SortedAnswers } from "./sorted-answers";

/** How many answers are to an item that the same learner has answered before in the log. O(N + I). */
export function countRepeatedAnswers({ learnerOffsets, byLearner, itemOffsets }: SortedAnswers): number {
  const lastLearner = new Int32Array(itemOffsets.length - 1).fill(-1);
  let repeats = 0;
  for (let l = 0; l + 1 < learnerOffsets.length; l++) {
    for (let n = learnerOffsets[l]!; n < learnerOffsets[l + 1]!; n++) {
      const item = byLearner[n]! >>> 1;
      if (lastLearner[item] === l) repeats++;
      lastLearner[item] = l;
    }
  }
  return repeats;
}
