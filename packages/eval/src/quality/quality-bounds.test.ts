import { expect, it } from "vitest";
import { judgeFigure } from "./quality-bounds";

it.each([
  [0.55, 0.59, { least: 0.6 }, "fails"],
  [0.55, 0.65, { least: 0.6 }, "cannot tell"],
  [0.6, 0.65, { least: 0.6 }, "passes"],
  [0.06, 0.08, { most: 0.05 }, "fails"],
  [-0.02, 0.05, { least: -0.05, most: 0.05 }, "passes"],
  [-0.2, 0.2, { least: -0.05, most: 0.05 }, "cannot tell"],
  [-0.2, -0.06, { least: -0.05, most: 0.05 }, "fails"],
])("judges the interval %d to %d within %o: %s", (low, high, bounds, verdict) => {
  expect(judgeFigure({ value: (low + high) / 2, low, high }, bounds)).toBe(verdict);
});

it("tells nothing without an interval", () => {
  expect(judgeFigure({ value: 0 }, { most: 1 })).toBe("cannot tell");
});
