import type { HistorySetting, LogisticHistory } from "./logistic-history";

/**
 * The features of the logistic tracer, in one place for the fit and for predictions. Each group is written into a
 * scratch array by name order; all are taken before the answer they help to predict.
 */

/** Answers that count as an average learner's in a mean residual, so that one answer does not decide it. */
const RESIDUAL_PRIOR = 5;

/** Names of the learner's features, in order `[3 + E]`; they hold for every item alike. */
export function learnerFeatureNames({ learnerDecays }: HistorySetting): string[] {
  return [
    "log(1 + successes)",
    "log(1 + failures)",
    "mean residual",
    ...learnerDecays.map((decay) => `residual, decay ${decay}`),
  ];
}

/** Names of a concept's features, in order `[6 + F]`; all 0 for a concept the learner has not met. */
export function conceptFeatureNames({ conceptDecays }: HistorySetting): string[] {
  return [
    "log(1 + successes)",
    "log(1 + failures)",
    "mean residual",
    "met",
    "log(answers since)",
    "previous answer",
    ...conceptDecays.map((decay) => `residual, decay ${decay}`),
  ];
}

/** Names of the features of an item answered before, in order; all 0 for an item the learner has not met. */
export const repeatFeatureNames: readonly string[] = [
  "log(1 + successes)",
  "log(1 + failures)",
  "met",
  "last score",
  "previous answer",
  "previous answer, score",
];

/** Writes the features of learner `row`. */
export function writeLearnerFeatures(
  { learnerDecays }: HistorySetting,
  history: LogisticHistory,
  row: number,
  out: Float64Array,
): void {
  out[0] = Math.log1p(history.successes[row]!);
  out[1] = Math.log1p(history.failures[row]!);
  out[2] = history.residual[row]! / (history.answers[row]! + RESIDUAL_PRIOR);
  for (let d = 0; d < learnerDecays.length; d++) {
    out[3 + d] = history.decayedResidual[row * learnerDecays.length + d]!;
  }
}

/** Writes the features of learner `row` on a concept; false, and nothing written, when she has not met it. */
export function writeConceptFeatures(
  { qMatrix, conceptDecays }: HistorySetting,
  history: LogisticHistory,
  row: number,
  concept: number,
  out: Float64Array,
): boolean {
  const at = row * qMatrix.concepts.size + concept;
  const last = history.conceptLastAnswer[at]!;
  if (last === 0) return false;
  const successes = history.conceptSuccesses[at]!;
  const failures = history.conceptFailures[at]!;
  const since = history.answers[row]! - last + 1;
  out[0] = Math.log1p(successes);
  out[1] = Math.log1p(failures);
  out[2] = history.conceptResidual[at]! / (successes + failures + RESIDUAL_PRIOR);
  out[3] = 1;
  out[4] = Math.log(since);
  out[5] = since === 1 ? 1 : 0;
  for (let d = 0; d < conceptDecays.length; d++) {
    out[6 + d] = history.conceptDecayedResidual[at * conceptDecays.length + d]!;
  }
  return true;
}

/** Writes the features of the learner and item in a slot of the history's pairs. */
export function writeRepeatFeatures(history: LogisticHistory, slot: number, out: Float64Array): void {
  const { pairs } = history;
  // Scores around 0: a right last answer pulls up as much as a wrong one pulls down, "met" takes the rest.
  const lastScore = 2 * pairs.lastScore[slot]! - 1;
  const previous = history.previousItem[pairs.row[slot]!] === pairs.item[slot] ? 1 : 0;
  out[0] = Math.log1p(pairs.successes[slot]!);
  out[1] = Math.log1p(pairs.failures[slot]!);
  out[2] = 1;
  out[3] = lastScore;
  out[4] = previous;
  out[5] = previous * lastScore;
}
