import { createNumberedVocabulary, qMatrixFromIds } from "@zpd/core";
import { expect, it } from "vitest";
import { similarItems } from "./similar-items";

const items = createNumberedVocabulary(6);
const qMatrix = qMatrixFromIds([["x"], ["x", "y"], ["x"], ["x"], ["y"], []]);
const bank = {
  items,
  factors: 1,
  discrimination: Float64Array.of(1, 1, 2, 1, 1, 1),
  threshold: Float64Array.of(0, 0, 0.5, -0.3, 0, 0),
};

it("puts shared concepts first, then equal hardness for the learner", () => {
  // At ability 0: P = .5, .5, .378, .574; items 2 and 3 have item 0's concepts, item 1 half of them.
  expect([...similarItems(bank, qMatrix, 0)]).toEqual([3, 2, 1]);
  // At ability .5: logits .5 of item 0, .5 of item 2, .8 of item 3.
  expect([...similarItems(bank, qMatrix, 0, { ability: [0.5] })]).toEqual([2, 3, 1]);
  expect([...similarItems(bank, qMatrix, 1, { k: 1 })]).toEqual([0]);
});

it("knows nothing like an item without concepts", () => {
  expect(similarItems(bank, qMatrix, 5)).toHaveLength(0);
});

it.each([
  ["an unknown item", () => similarItems(bank, qMatrix, 6), "UNKNOWN_ID"],
  ["a Q-matrix of other items", () => similarItems(bank, qMatrixFromIds([["x"]]), 0), "SHAPE"],
  ["two abilities", () => similarItems(bank, qMatrix, 0, { ability: [0, 0] }), "SHAPE"],
])("refuses %s", (_, call, code) => expect(call).toThrow(expect.objectContaining({ code })));
