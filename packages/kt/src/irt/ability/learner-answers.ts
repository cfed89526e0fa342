import { type InteractionLog, ZpdError } from "@zpd/core";

/**
 * Right and wrong answers of `L` learners in compressed rows; an item a learner did not meet has no entry.
 * An `InteractionLog` is one.
 */
export type LearnerAnswers = Pick<InteractionLog, "offsets" | "item" | "score">;

/**
 * Checks rows of answers against `I` items and returns `L`. O(N).
 * @throws INVALID_INPUT on rows that do not fit together, an unknown item, or a score other than 0 and 1
 */
export function checkLearnerAnswers(
  where: string,
  { offsets, item, score }: LearnerAnswers,
  itemCount: number,
): number {
  const fail = (expected: string, got: string, advice?: string): never => {
    throw new ZpdError("INVALID_INPUT", { where, expected, got, ...(advice === undefined ? {} : { advice }) });
  };
  const learners = offsets.length - 1;
  if (learners < 0 || offsets[0] !== 0 || offsets[learners] !== item.length || score.length !== item.length) {
    fail("offsets [L + 1] from 0 to N, item [N] and score [N]", `${offsets.length}, ${item.length}, ${score.length}`);
  }
  for (let l = 0; l < learners; l++) {
    if (offsets[l + 1]! < offsets[l]!) fail("ascending offsets", `a fall at learner ${l}`);
  }
  for (let n = 0; n < item.length; n++) {
    if (!(item[n]! >= 0 && item[n]! < itemCount)) fail(`item indices 0…${itemCount - 1}`, `${item[n]} at answer ${n}`);
    if (score[n] !== 0 && score[n] !== 1) {
      fail("scores 0 and 1", `${score[n]} at answer ${n}`, "round partial scores, or leave those answers out");
    }
  }
  return learners;
}
