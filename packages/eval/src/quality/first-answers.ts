import type { InteractionLog } from "@zpd/core";

/** Each learner's first answers, at most `count` of them, without times. O(N). */
export function firstAnswers({ learners, items, qMatrix, ...log }: InteractionLog, count: number): InteractionLog {
  const offsets = new Int32Array(learners.size + 1);
  for (let l = 0; l < learners.size; l++)
    offsets[l + 1] = offsets[l]! + Math.min(count, log.offsets[l + 1]! - log.offsets[l]!);
  const item = new Int32Array(offsets[learners.size]!);
  const score = new Float32Array(item.length);
  for (let l = 0; l < learners.size; l++) {
    const from = log.offsets[l]!;
    const to = from + offsets[l + 1]! - offsets[l]!;
    item.set(log.item.subarray(from, to), offsets[l]);
    score.set(log.score.subarray(from, to), offsets[l]);
  }
  return { learners, items, qMatrix, offsets, item, score };
}
