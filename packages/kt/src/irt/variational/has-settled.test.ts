import { expect, it } from "vitest";
import { hasSettled } from "./has-settled";

it("stops when the mean of the last four changes is below a share of the first", () => {
  // First change 100; the last five records fall by 0.4 - 0 over four changes: 0.1 on average, a thousandth of the first.
  const losses = [200, 100, 50, 10.4, 10.3, 10.2, 10.1, 10];
  expect(hasSettled(losses, 0.00101)).toBe(true);
  expect(hasSettled(losses, 0.00099)).toBe(false);
  // Five records are the least.
  expect(hasSettled([200, 100, 100, 100], 0.5)).toBe(false);
});

it("stops where the loss no longer falls, as after a start at an optimum", () => {
  expect(hasSettled([10, 11, 11, 11, 11], 0)).toBe(true);
  expect(hasSettled([10, 11, 10.9, 10.8, 9], 0.001)).toBe(false);
});

it("looks at the last change alone where two records are asked for, and measures by a first change that is given", () => {
  expect(hasSettled([200, 100, 99.95], 0.001, { records: 2 })).toBe(true);
  expect(hasSettled([200, 100, 99.85], 0.001, { records: 2 })).toBe(false);
  // A fall of 1 a pass: settled against a first change of 1001, not against one of 999.
  expect(hasSettled([14, 13, 12, 11, 10], 0.001, { first: 1001 })).toBe(true);
  expect(hasSettled([14, 13, 12, 11, 10], 0.001, { first: 999 })).toBe(false);
});
