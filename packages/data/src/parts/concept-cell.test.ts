import fc from "fast-check";
import { expect, it } from "vitest";
import { joinConceptCell, splitConceptCell } from "./concept-cell";

it.each([
  ["a~~b", ["a", "b"]],
  ["a;b; c", ["a", "b", "c"]],
  ["10_11", ["10", "11"]],
  ["find_moment_arm", ["find_moment_arm"]],
  ["[83, 107, 107]", ["83", "107"]],
  ['["a;b", "c"]', ["a;b", "c"]],
  ["[not json]", ["[not json]"]],
  ["12.0", ["12"]],
  ["", []],
  ["NA", []],
  ["nan", []],
  ["a~~a", ["a"]],
])("splits %j", (cell, expected) => {
  expect(splitConceptCell(cell)).toEqual(expected);
});

it("splits what it joined", () => {
  const id = fc.string({
    unit: fc.constantFrom("a", "~", ";", "_", "1", "[", "]", '"', " ", ",", "NA", ".0"),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 4 }), (ids) => {
      expect(splitConceptCell(joinConceptCell(ids))).toEqual(ids);
    }),
    { numRuns: 1000 },
  );
});
