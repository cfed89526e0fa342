import { answerCount, createInteractionLog, type InteractionLog, ZpdError } from "@zpd/core";
import { type AllocateBytes, allocateInt32, allocatePlain, allocateUint32 } from "./allocate-arrays";

/**
 * All answers twice, by learner and by item, four bytes each: `other * 2 + right`, where `other` is the item in the
 * first copy and the learner in the second. A pass over either side then reads its answers in order.
 */
export interface SortedAnswers {
  /** Row starts of the learners `[L + 1]`. */
  readonly learnerOffsets: Int32Array;
  /** `item * 2 + right` `[N]`, by learner. */
  readonly byLearner: Uint32Array;
  /** Row starts of the items `[I + 1]`. */
  readonly itemOffsets: Int32Array;
  /** `learner * 2 + right` `[N]`, by item, learners ascending. */
  readonly byItem: Uint32Array;
}

/**
 * Packs and sorts a log's answers, in the log's own indices. O(N + L + I), 8 N bytes. An item that a learner met several
 * times counts each time.
 * @throws INVALID_INPUT when the log's columns do not fit together, it has no answer, or a score is neither 0 nor 1
 */
export function sortAnswers(
  where: string,
  log: InteractionLog,
  allocate: AllocateBytes = allocatePlain,
): SortedAnswers {
  createInteractionLog(log);
  const answers = answerCount(log);
  if (answers === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a log with at least one answer",
      got: `${log.learners.size} learners and no answers`,
    });
  }
  const learnerOffsets = allocateInt32(allocate, log.offsets.length);
  learnerOffsets.set(log.offsets);
  const itemOffsets = allocateInt32(allocate, log.items.size + 1);
  const byLearner = allocateUint32(allocate, answers);
  const byItem = allocateUint32(allocate, answers);
  const { item, score } = log;
  for (let n = 0; n < answers; n++) {
    const right = score[n]!;
    if (right !== 0 && right !== 1) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: "scores 0 or 1",
        got: `${right} at answer ${n}`,
        advice: "round partial credit before the fit",
      });
    }
    byLearner[n] = item[n]! * 2 + right;
    itemOffsets[item[n]! + 1]!++;
  }
  for (let i = 0; i < log.items.size; i++) itemOffsets[i + 1]! += itemOffsets[i]!;
  const cursor = itemOffsets.slice();
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) byItem[cursor[item[n]!]!++] = l * 2 + score[n]!;
  }
  return { learnerOffsets, byLearner, itemOffsets, byItem };
}
