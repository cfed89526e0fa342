import { createRandomStream } from "@zpd/core";

/**
 * Draws learners with replacement: each call fills `weights` `[L]` with how often each learner came, L draws in all.
 * Learners are the unit because one learner's answers hang together. O(L) a call.
 */
export function createLearnerResamples(learnerCount: number, seed: number): (weights: Int32Array) => void {
  const stream = createRandomStream(seed, "learner-bootstrap");
  return (weights) => {
    weights.fill(0);
    for (let draw = 0; draw < learnerCount; draw++) weights[stream.integer(learnerCount)]!++;
  };
}

/** Renumbers the learners that occur 0, 1, … in order of first sight. O(N). */
export function denseLearners(learner: Int32Array): { readonly learner: Int32Array; readonly count: number } {
  const known = new Map<number, number>();
  const dense = new Int32Array(learner.length);
  let index = 0;
  for (let n = 0; n < learner.length; n++) {
    // Answers of one learner usually stand together.
    if (n === 0 || learner[n] !== learner[n - 1]) {
      index = known.get(learner[n]!) ?? known.size;
      known.set(learner[n]!, index);
    }
    dense[n] = index;
  }
  return { learner: dense, count: known.size };
}
