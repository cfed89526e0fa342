import { expect, it } from "vitest";
import { tInterval } from "./t-interval";

it("is mean ± t · sd / √n, worked by hand", () => {
  // 1, 2, 3, 4: mean 2.5, sd² = (2.25 + 0.25 + 0.25 + 2.25) / 3 = 5/3, t(0.975, 3) = 3.182446.
  const half = 3.182446305284263 * Math.sqrt(5 / 3 / 4);
  const { value, low, high } = tInterval([1, 2, 3, 4]);
  expect(value).toBe(2.5);
  expect(low).toBeCloseTo(2.5 - half, 10);
  expect(high).toBeCloseTo(2.5 + half, 10);
});

it("has no width for equal values and refuses a single one", () => {
  expect(tInterval([0.25, 0.25, 0.25])).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
  expect(() => tInterval([1])).toThrow("at least two values");
});
