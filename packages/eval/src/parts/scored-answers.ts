import { answerCount, assertLength, type InteractionLog } from "@zpd/core";
import type { ScoredPredictions } from "../types/scored-predictions";

export interface ScoredAnswersOptions {
  /** Count each learner's first answer too, of which nothing was known but the item (default false). */
  readonly scoreFirst?: boolean;
}

/** Rows of the log that count in scores, ascending: from a learner's second answer on, or all. O(N). */
export function scoredAnswers(log: InteractionLog, { scoreFirst = false }: ScoredAnswersOptions = {}): Int32Array {
  const rows = new Int32Array(answerCount(log));
  let count = 0;
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]! + (scoreFirst ? 0 : 1); n < log.offsets[l + 1]!; n++) rows[count++] = n;
  }
  return rows.slice(0, count);
}

/** The predictions `[N]` of a log's answers that count, ready for metrics and bootstrap. O(N). @throws SHAPE */
export function selectScored(
  log: InteractionLog,
  probability: ArrayLike<number>,
  options: ScoredAnswersOptions = {},
): ScoredPredictions {
  assertLength("selectScored", "probability", probability, answerCount(log), "[N] of the log");
  const rows = scoredAnswers(log, options);
  const kept = new Float32Array(rows.length);
  const score = log.score instanceof Uint8Array ? new Uint8Array(rows.length) : new Float32Array(rows.length);
  const learner = new Int32Array(rows.length);
  let l = 0;
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]!;
    while (row >= log.offsets[l + 1]!) l++;
    kept[k] = probability[row]!;
    score[k] = log.score[row]!;
    learner[k] = l;
  }
  return { probability: kept, score, learner };
}
