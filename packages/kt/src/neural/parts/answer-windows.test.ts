import { createNumberedVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { answerTokens, batchWindows, historyLengths, windowAnswers } from "./answer-windows";

const items = createNumberedVocabulary(9);
const log: InteractionLog = {
  learners: createNumberedVocabulary(3),
  items,
  qMatrix: identityQMatrix(items),
  offsets: Int32Array.of(0, 3, 3, 8),
  item: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7),
  score: Float32Array.of(1, 0, 0.5, 0.25, 1, 0, 1, 1),
};

it("lays windows side by side, filled up with nothing", () => {
  const source = { log, learners: Int32Array.of(0, 2) };
  expect([...historyLengths(source)]).toEqual([3, 5]);
  const windows = [
    { sequence: 0, from: 1, to: 3 },
    { sequence: 1, from: 0, to: 3 },
  ];
  expect(windowAnswers(windows)).toBe(5);
  expect(batchWindows(source, windows, 7)).toEqual({
    batch: 2,
    steps: 3,
    items: Int32Array.of(1, 2, -1, 3, 4, 5),
    scores: Float32Array.of(0, 0.5, 0, 0.25, 1, 0),
    // A score counts as right from one half on.
    right: Uint8Array.of(0, 1, 0, 0, 1, 0),
    seed: 7,
  });
});

it("numbers answers by item and by whether half of the points were reached", () => {
  const tokens = answerTokens(Int32Array.of(0, 3, -1, 3), Float32Array.of(1, 0.4, 1, 0.5));
  expect(tokens).toEqual(Int32Array.of(1, 6, -1, 7));
});
