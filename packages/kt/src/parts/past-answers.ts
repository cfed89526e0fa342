/** How many classes learners with past answers fall into; one more holds those without any. */
const PAST_CLASSES = 4;
/** Roots of a trie, or rows of priors, when they depend on past answers. */
export const PAST_GROUPS = PAST_CLASSES + 1;

/** Class of a learner by her share of correct answers so far: 0 without answers, else 1 + the number of bounds reached. */
export function pastClass(scoreSum: number, answers: number, bounds: ArrayLike<number>): number {
  if (answers === 0) return 0;
  const share = scoreSum / answers;
  let group = 1;
  while (group <= bounds.length && share >= bounds[group - 1]!) group++;
  return group;
}

/** The quartiles of the shares of correct answers with which learners met new concepts; NaN (no answers) left out. */
export function pastBounds(shares: Float64Array): Float64Array {
  const known = shares.filter((share) => !Number.isNaN(share)).sort();
  return Float64Array.from({ length: PAST_CLASSES - 1 }, (_, k) => {
    const quantile = (k + 1) / PAST_CLASSES;
    return known.length === 0 ? quantile : known[Math.floor(quantile * known.length)]!;
  });
}
