import type { InteractionLog } from "@zpd/core";
import type { AnswerBatch } from "./neural-model";

/** Stretches of a log, each of one learner. */
export interface AnswerWindows {
  /** Row of the log where each begins `[W]`. */
  readonly first: Int32Array;
  /** Answers in each, at least 1 `[W]`. */
  readonly length: Int32Array;
}

/** Cuts the histories of some learners into stretches of at most `windowLength` answers. O(L + W). */
export function cutWindows(
  { offsets }: InteractionLog,
  learners: ArrayLike<number>,
  windowLength: number,
): AnswerWindows {
  const first: number[] = [];
  const length: number[] = [];
  for (let k = 0; k < learners.length; k++) {
    const end = offsets[learners[k]! + 1]!;
    for (let row = offsets[learners[k]!]!; row < end; row += windowLength) {
      first.push(row);
      length.push(Math.min(windowLength, end - row));
    }
  }
  return { first: Int32Array.from(first), length: Int32Array.from(length) };
}

/** What counts as right in a history. */
export function isRight(score: number): 0 | 1 {
  return score >= 0.5 ? 1 : 0;
}

/** Some windows as one batch, as long as the longest of them. O(batch x steps). */
export function batchWindows(
  { item, score }: InteractionLog,
  { first, length }: AnswerWindows,
  chosen: ArrayLike<number>,
  seed: number,
): AnswerBatch {
  const batch = chosen.length;
  let steps = 0;
  for (let b = 0; b < batch; b++) steps = Math.max(steps, length[chosen[b]!]!);
  const items = new Int32Array(batch * steps).fill(-1);
  const scores = new Float32Array(batch * steps);
  const right = new Uint8Array(batch * steps);
  for (let b = 0; b < batch; b++) {
    const from = first[chosen[b]!]!;
    for (let t = 0; t < length[chosen[b]!]!; t++) {
      items[b * steps + t] = item[from + t]!;
      scores[b * steps + t] = score[from + t]!;
      right[b * steps + t] = isRight(score[from + t]!);
    }
  }
  return { batch, steps, items, scores, right, seed };
}
