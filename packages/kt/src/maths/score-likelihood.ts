/** P(score | P(correct) = p): p^score (1 - p)^(1 - score), so 0.7 counts as 0.7 of a correct and 0.3 of a wrong answer. */
export function scoreLikelihood(score: number, correct: number): number {
  // Exact at 0 and 1, and without the branch between them that no processor could foretell.
  if (score * (1 - score) === 0) return score * correct + (1 - score) * (1 - correct);
  return Math.exp(score * Math.log(correct) + (1 - score) * Math.log1p(-correct));
}

/** P(known) after a first answer with this score: wrong and correct mixed in proportion. */
export function knownAfterFirst(afterWrong: number, afterCorrect: number, score: number): number {
  return (1 - score) * afterWrong + score * afterCorrect;
}

/** P(unknown) after an answer by Bayes' rule, from P(unknown) before it. */
export function unknownGivenScore(unknown: number, score: number, guess: number, slip: number): number {
  const jointUnknown = unknown * scoreLikelihood(score, guess);
  const jointKnown = (1 - unknown) * scoreLikelihood(score, 1 - slip);
  return jointUnknown / (jointUnknown + jointKnown);
}
