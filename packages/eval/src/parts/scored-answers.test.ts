import { createInteractionLog, createNumberedVocabulary, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { scoredAnswers, selectScored } from "./scored-answers";

const items = createNumberedVocabulary(1);
const log = createInteractionLog({
  learners: createNumberedVocabulary(4),
  items,
  qMatrix: identityQMatrix(items),
  // Learners with 2, 0, 1 and 3 answers.
  offsets: Int32Array.from([0, 2, 2, 3, 6]),
  item: new Int32Array(6),
  score: Uint8Array.from([1, 0, 1, 1, 1, 0]),
});

it("leaves out each learner's first answer unless told to count it", () => {
  expect([...scoredAnswers(log)]).toEqual([1, 4, 5]);
  expect([...scoredAnswers(log, { scoreFirst: true })]).toEqual([0, 1, 2, 3, 4, 5]);
});

it("keeps prediction, score and learner together", () => {
  const { probability, score, learner } = selectScored(log, [0, 0.25, 0.5, 0.625, 0.75, 1]);
  expect([...Array.from(probability)]).toEqual([0.25, 0.75, 1]);
  expect([...Array.from(score)]).toEqual([0, 1, 0]);
  expect([...learner]).toEqual([0, 3, 3]);
  const all = selectScored(log, new Float32Array(6), { scoreFirst: true });
  expect([...all.learner]).toEqual([0, 0, 2, 3, 3, 3]);
  expect(() => selectScored(log, [0.5])).toThrow("[N] of the log");
});
