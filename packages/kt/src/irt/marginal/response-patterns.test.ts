import { expect, it } from "vitest";
import { itemsOf, logOfAnswers, simulateAnswers } from "../../../test/irt-items";
import { collapsePatterns } from "./response-patterns";

it("puts learners with the same answers together, in whatever order they gave them, without the items left out", () => {
  const log = logOfAnswers(itemsOf([1, 1, 1], [0, 0, 0]), [
    [
      [2, 1],
      [0, 0],
    ],
    [],
    [
      [0, 0],
      [2, 1],
    ],
    [
      [0, 0],
      [1, 1],
      [2, 1],
    ],
    [
      [0, 1],
      [2, 1],
    ],
    [[1, 0]],
    [
      [0, 0],
      [0, 0],
      [2, 1],
    ],
  ]);
  const found = collapsePatterns(log, Int32Array.of(1, -1, 0));
  expect([...found.patternOf]).toEqual([0, 1, 0, 0, 2, 1, 3]);
  expect([...found.count]).toEqual([3, 2, 1, 1]);
  // Item 2 has slot 0, item 0 slot 1: right is 2 slot + 1.
  expect([...found.offsets]).toEqual([0, 2, 2, 4, 7]);
  expect([...found.cell]).toEqual([1, 2, 1, 3, 1, 2, 2]);
});

it("finds every distinct row among thousands", () => {
  const { log } = simulateAnswers(itemsOf(Array(12).fill(1), Array(12).fill(0)), 3000, 8, 0.9);
  const slot = Int32Array.from({ length: 12 }, (_, i) => i);
  const { count, patternOf, offsets, cell } = collapsePatterns(log, slot);
  const texts = Array.from({ length: 3000 }, (_, l) =>
    [...log.item.subarray(log.offsets[l], log.offsets[l + 1])]
      .map((i, k) => 2 * i + log.score[log.offsets[l]! + k]!)
      .join(),
  );
  expect(count).toHaveLength(new Set(texts).size);
  expect(count.reduce((a, b) => a + b)).toBe(3000);
  for (const [l, text] of texts.entries()) {
    expect(cell.subarray(offsets[patternOf[l]!], offsets[patternOf[l]! + 1]).join()).toBe(text);
  }
});
