import { createNumberedVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { splitLearners } from "./validation-learners";

function logOfLengths(lengths: readonly number[]): InteractionLog {
  const items = createNumberedVocabulary(1);
  const offsets = new Int32Array(lengths.length + 1);
  for (const [l, length] of lengths.entries()) offsets[l + 1] = offsets[l]! + length;
  const answers = offsets.at(-1)!;
  return {
    learners: createNumberedVocabulary(lengths.length),
    items,
    qMatrix: identityQMatrix(items),
    offsets,
    item: new Int32Array(answers),
    score: new Uint8Array(answers),
  };
}

// Learner 0 has no answer, learner 1 has one, the other 18 have three each.
const log = logOfLengths([0, 1, ...new Array<number>(18).fill(3)]);

it("keeps back the share of those with two answers or more, nobody twice", () => {
  const { training, validation } = splitLearners(log, 0.25, 3);
  // 0.25 * 18 = 4.5.
  expect(validation).toHaveLength(5);
  expect([...training, ...validation].sort((a, b) => a - b)).toEqual(Array.from({ length: 19 }, (_, k) => k + 1));
  expect(training).toContain(1);
});

it("draws from the seed", () => {
  expect(splitLearners(log, 0.25, 3)).toEqual(splitLearners(log, 0.25, 3));
  expect(splitLearners(log, 0.25, 3).validation).not.toEqual(splitLearners(log, 0.25, 4).validation);
});

it("keeps back nobody when asked so, or where there are too few", () => {
  expect(splitLearners(log, 0, 3).validation).toHaveLength(0);
  expect(splitLearners(logOfLengths(new Array<number>(9).fill(5)), 0.5, 3).validation).toHaveLength(0);
});
