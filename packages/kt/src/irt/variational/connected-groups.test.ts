import { createNumberedVocabulary, identityQMatrix } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { countConnectedGroups } from "./connected-groups";
import { countRepeatedAnswers } from "./repeated-answers";
import { sortAnswers } from "./sorted-answers";

/** Each learner's items, of five. */
function answersOf(rows: readonly (readonly number[])[]) {
  const items = createNumberedVocabulary(5);
  const item = Int32Array.from(rows.flat());
  const offsets = new Int32Array(rows.length + 1);
  for (const [l, row] of rows.entries()) offsets[l + 1] = offsets[l]! + row.length;
  const learners = createNumberedVocabulary(rows.length);
  const score = new Uint8Array(item.length);
  return sortAnswers("test", { learners, items, qMatrix: identityQMatrix(items), offsets, item, score });
}

describe("connected groups", () => {
  it.each<[string, number[][], number[], number[], number]>([
    [
      "one item that two learners met connects them",
      [
        [0, 1],
        [1, 2],
      ],
      [],
      [],
      1,
    ],
    ["nothing connects two pairs", [[0, 1], [2], [2, 3]], [], [], 2],
    [
      "a chain connects first and last, in any order",
      [
        [3, 4],
        [0, 1],
        [1, 2],
        [2, 3],
      ],
      [],
      [],
      1,
    ],
    ["learners and items without answers are no groups", [[], [0], []], [], [], 1],
    ["learners that an earlier posterior knows are on one scale", [[0], [1], [2]], [0, 1], [], 2],
    ["so are items", [[0], [1], [2]], [], [0, 2], 2],
    ["and a learner with an item", [[0], [1], [1, 2]], [0], [2], 1],
    ["a known item without answers connects nothing by itself", [[0], [1]], [], [4], 2],
  ])("%s", (_, rows, knownLearners, knownItems, groups) => {
    const learnerFlags = Uint8Array.from(rows, (_row, l) => Number(knownLearners.includes(l)));
    const itemFlags = Uint8Array.from({ length: 5 }, (_item, i) => Number(knownItems.includes(i)));
    expect(countConnectedGroups({ ...answersOf(rows), learnerFlags, itemFlags })).toBe(groups);
  });
});

it("counts answers to items that the same learner has answered before", () => {
  expect(
    countRepeatedAnswers(
      answersOf([
        [0, 1, 2],
        [2, 0],
      ]),
    ),
  ).toBe(0);
  // One of the first learner's, two of the third's.
  expect(countRepeatedAnswers(answersOf([[0, 1, 0], [0], [3, 3, 3]]))).toBe(3);
});
