import { expect, it } from "vitest";
import { percentileInterval, quantile } from "./quantile";

it("interpolates between order statistics as R's type 7", () => {
  // quantile(c(1, 2, 4, 8), c(0, .25, .5, .9, 1)) in R: 1, 1.75, 3, 6.8, 8.
  expect([0, 0.25, 0.5, 0.9, 1].map((p) => Math.round(quantile([1, 2, 4, 8], p) * 1e9) / 1e9)).toEqual([
    1, 1.75, 3, 6.8, 8,
  ]);
  expect(quantile([5], 0.3)).toBe(5);
});

it("cuts 2.5 % off each end, whatever the order of the resamples", () => {
  // 0 … 1000 shuffled: type 7 gives exactly 25 and 975.
  const resamples = Float64Array.from({ length: 1001 }, (_, n) => (n * 5) % 1001);
  const { value, low, high } = percentileInterval(500, resamples);
  expect(value).toBe(500);
  expect(low).toBeCloseTo(25, 9);
  expect(high).toBeCloseTo(975, 9);
});
