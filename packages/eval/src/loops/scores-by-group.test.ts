import { expect, it } from "vitest";
import { f1 } from "../metrics/f1";
import { scoresByGroup } from "./scores-by-group";

// Items 0: rare; 1: common; 2: common and other; 3: none.
const groups = { names: ["rare", "common", "other", "empty"], offsets: [0, 1, 2, 4, 4], members: [0, 1, 1, 2] };

it("scores each group by itself, the most answered first, an answer under each of its item's groups", () => {
  const item = [0, 0, 1, 1, 2, 3];
  const probability = [0.9, 0.2, 0.8, 0.6, 0.3, 0.5];
  const score = [1, 1, 1, 0, 0, 1];
  expect(scoresByGroup(probability, score, item, groups)).toEqual([
    // Right 0.8 over wrong 0.6 and 0.3: area 1. Predicted 0.8 and 0.6, right 0.8: F1 = 2 / (2 + 1).
    { group: "common", answers: 3, auc: 1, f1: 2 / 3 },
    // Both right, no area. Predicted 0.9 alone of two: F1 = 2 / (1 + 2).
    { group: "rare", answers: 2, f1: 2 / 3 },
    { group: "other", answers: 1, f1: 0 },
  ]);
});

it("counts one half as predicted, and nothing right or predicted as 0", () => {
  expect(f1([0.5, 0.4], [1, 0])).toBe(1);
  expect(f1([0.1, 0.4], [0, 0])).toBe(0);
});

it.each([
  [[0.5], [1, 0], [0], "SHAPE"],
  [[0.5], [1], [0, 1], "SHAPE"],
  [[0.5], [1], [4], "INVALID_INPUT"],
  [[Number.NaN], [1], [0], "INVALID_INPUT"],
])("refuses %j against %j of items %j", (probability, score, item, code) => {
  expect(() => scoresByGroup(probability, score, item, groups)).toThrow(expect.objectContaining({ code }));
});
