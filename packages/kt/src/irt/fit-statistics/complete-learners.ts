import type { LearnerAnswers } from "../ability/learner-answers";

/** Learners who answered each of `items` items exactly once, in order. O(N). */
export function completeLearners({ offsets, item }: LearnerAnswers, items: number): Int32Array {
  const seen = new Int32Array(items).fill(-1);
  const complete: number[] = [];
  for (let l = 0; l < offsets.length - 1; l++) {
    if (offsets[l + 1]! - offsets[l]! !== items) continue;
    let distinct = 0;
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) {
      if (seen[item[n]!] !== l) distinct++;
      seen[item[n]!] = l;
    }
    if (distinct === items) complete.push(l);
  }
  return Int32Array.from(complete);
}
