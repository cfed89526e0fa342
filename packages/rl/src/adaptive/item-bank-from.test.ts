import { expect, it } from "vitest";
import { curveProbability } from "../maths/item-curve";
import { itemBankFrom } from "./item-bank-from";

/** a = 1.2, b = -.5, c = .2: threshold a b = -.6, intercept .6. */
it.each([
  ["jsCAT's letters", { a: 1.2, b: -0.5, c: 0.2, d: 1 }],
  ["jsCAT's words", { discrimination: 1.2, difficulty: -0.5, guessing: 0.2, slipping: 1 }],
  ["mirt's slope and intercept", { a1: 1.2, d: 0.6, g: 0.2, u: 1 }],
  ["mirt with IRTpars", { a: 1.2, b: -0.5, g: 0.2, u: 1 }],
])("reads %s", (_, row) => {
  const bank = itemBankFrom(["x"], [row]);
  expect(bank.discrimination[0]).toBeCloseTo(1.2, 14);
  expect(bank.threshold[0]).toBeCloseTo(-0.6, 14);
  expect(bank.guess![0]).toBe(0.2);
  // .2 + .8 / (1 + exp(-1.2 (.3 + .5))).
  expect(curveProbability(bank, 0, 0.3)).toBeCloseTo(0.2 + 0.8 / (1 + Math.exp(-0.96)), 12);
});

it("reads Rasch items by their difficulty, and several factors in the order of their numbers", () => {
  const rasch = itemBankFrom(["x", "y"], [{ difficulty: 1 }, { b: -2 }]);
  expect([...rasch.discrimination, ...rasch.threshold]).toEqual([1, 1, 1, -2]);
  expect("guess" in rasch).toBe(false);
  const two = itemBankFrom(["x"], [{ a2: 2, a1: 1, d: 3 }]);
  expect([two.factors, ...two.discrimination, ...two.threshold]).toEqual([2, 1, 2, -3]);
});

it.each([
  ["a d that could be either", [{ a: 1, d: 0.5 }], "INVALID_INPUT", "either a difficulty"],
  ["both spellings", [{ a1: 1, b: 0, d: 0 }], "INVALID_INPUT", "either a difficulty"],
  ["an upper asymptote", [{ a: 1, b: 0, d: 0.95 }], "UNSUPPORTED", "upper asymptote of 1"],
  ["mirt's upper asymptote", [{ a1: 1, d: 0, u: 0.9 }], "UNSUPPORTED", "upper asymptote of 1"],
  ["slipping meant as a slip", [{ difficulty: 0, slipping: 0 }], "UNSUPPORTED", "upper asymptote of 1"],
  ["a parameter twice", [{ a: 1, discrimination: 1, b: 0 }], "INVALID_INPUT", "one spelling of the slope"],
  ["a misspelling", [{ discrimnation: 1, b: 0 }], "INVALID_INPUT", 'did you mean "discrimination"?'],
  ["a missing slope", [{ a1: 1, a3: 1, d: 0 }], "INVALID_INPUT", "no a2"],
  ["no intercept", [{ a1: 1 }], "INVALID_INPUT", "an intercept d"],
  ["NaN", [{ b: Number.NaN }], "INVALID_INPUT", "a finite b"],
  ["a guess of 1", [{ b: 0, c: 1 }], "INVALID_INPUT", "from 0 to below 1"],
  ["nothing", [{}], "INVALID_INPUT", "got nothing"],
  [
    "items of different width",
    [
      { a1: 1, d: 0 },
      { a1: 1, a2: 1, d: 0 },
    ],
    "INVALID_INPUT",
    "1 slopes as the first item",
  ],
])("refuses %s", (_, rows, code, text) => {
  const ids = rows.map((_, i) => `i${i}`);
  const call = () => itemBankFrom(ids, rows as never);
  expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
});
