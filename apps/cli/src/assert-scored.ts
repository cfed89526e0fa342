import { type InteractionLog, ZpdError } from "@zpd/core";

/** How many answers of some learners count, by the rule that the first tells nothing about a learner. O(L). */
export function countScored(log: InteractionLog, learners: Iterable<number>, scoreFirst: boolean): number {
  let count = 0;
  for (const learner of learners) {
    const answers = log.offsets[learner + 1]! - log.offsets[learner]!;
    count += scoreFirst ? answers : Math.max(0, answers - 1);
  }
  return count;
}

/** @throws INVALID_INPUT when none of the learners' answers counts */
export function assertScored(
  where: string,
  log: InteractionLog,
  learners: Iterable<number>,
  part: string,
  scoreFirst: boolean,
): void {
  if (countScored(log, learners, scoreFirst) > 0) return;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: `answers to score among ${part}`,
    got: scoreFirst ? "learners without answers" : "no learner with more than one answer",
    advice: scoreFirst ? "hold out more learners" : "a learner's first answer counts with --score-first only",
  });
}
