import { NO_ITEM } from "@zpd/core";
import type { Window } from "@zpd/tensor";
import type { AnswerBatch } from "./neural-model";
import type { WindowSource } from "./window-source";

/** Answers of each learner: what windows are cut from. */
export function historyLengths({ log, learners }: WindowSource): Int32Array {
  return learners.map((learner) => log.offsets[learner + 1]! - log.offsets[learner]!);
}

/** What counts as right in a history. */
export function isRight(score: number): 0 | 1 {
  return score >= 0.5 ? 1 : 0;
}

/** One answer a learner as 2 item + right `[B]`; -1 for no item. O(B). */
export function answerTokens(items: Int32Array, scores: Float32Array): Int32Array {
  const tokens = new Int32Array(items.length);
  for (let b = 0; b < tokens.length; b++) tokens[b] = items[b] === NO_ITEM ? -1 : 2 * items[b]! + isRight(scores[b]!);
  return tokens;
}

export function windowAnswers(windows: readonly Window[]): number {
  return windows.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Some windows as one batch, as long as the longest of them. O(batch x steps). */
export function batchWindows({ log, learners }: WindowSource, windows: readonly Window[], seed: number): AnswerBatch {
  const batch = windows.length;
  const steps = windows.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  const items = new Int32Array(batch * steps).fill(-1);
  const scores = new Float32Array(batch * steps);
  const right = new Uint8Array(batch * steps);
  for (const [b, { sequence, from, to }] of windows.entries()) {
    const first = log.offsets[learners[sequence]!]!;
    for (let t = from, at = b * steps; t < to; t++, at++) {
      const score = log.score[first + t]!;
      items[at] = log.item[first + t]!;
      scores[at] = score;
      right[at] = isRight(score);
    }
  }
  return { batch, steps, items, scores, right, seed };
}
