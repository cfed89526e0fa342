import { expect, it } from "vitest";
import { tInterval, tTest } from "./t-interval";

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

it("has a t of mean / standard error, beyond all doubt for equal values", () => {
  // 1, 2, 3, 4 as above: 2.5 / √(5/3 / 4) = 3.872983.
  expect(tTest([1, 2, 3, 4]).t).toBeCloseTo(3.872983346207417, 12);
  expect(tTest([-1, -1]).t).toBe(Number.NEGATIVE_INFINITY);
  expect(tTest([0, 0]).t).toBe(0);
});
