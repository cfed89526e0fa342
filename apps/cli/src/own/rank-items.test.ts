import { NO_ITEM } from "@zpd/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { rankItems } from "./rank-items";

it("ranks what may be offered, ties to the earlier item", () => {
  // Two learners, four items. The first may not have item 1; the second's items 0 and 2 tie, item 3 has no score.
  const scores = Float32Array.of(1, 9, 3, 2, 5, 7, 5, Number.NaN);
  const actionMask = Uint8Array.of(1, 0, 1, 1, 1, 1, 1, 1);
  expect(rankItems(4, scores, { k: 2, actionMask })).toEqual({
    items: Int32Array.of(2, 3, 1, 0),
    scores: Float32Array.of(3, 2, 7, 5),
  });
  expect(rankItems(4, scores.subarray(4), { k: 4 })).toEqual({
    items: Int32Array.of(1, 0, 2, NO_ITEM),
    scores: Float32Array.of(7, 5, 5, Number.NaN),
  });
});

it("is the head of the sorted list, for any scores and masks", () => {
  const cell = fc.record({ score: fc.integer({ min: -3, max: 3 }), allowed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 10 }), (cells, k) => {
      const sorted = [...cells.keys()]
        .filter((item) => cells[item]!.allowed)
        .sort((a, b) => cells[b]!.score - cells[a]!.score || a - b);
      const { items } = rankItems(
        cells.length,
        Float32Array.from(cells, ({ score }) => score),
        { k, actionMask: Uint8Array.from(cells, ({ allowed }) => Number(allowed)) },
      );
      expect([...items]).toEqual(Array.from({ length: k }, (_, place) => sorted[place] ?? NO_ITEM));
    }),
  );
});
