import { assertThat, mean, variance } from "@zpd/core";
import type { Interval } from "../types/interval";
import { studentTQuantile } from "./student-t";

/** Every interval of this package covers 95 %. */
const COVERAGE = 0.95;
export const UPPER_QUANTILE = 1 - (1 - COVERAGE) / 2;

/**
 * Mean of independent values with Student's 95 % interval: mean ± t(0.975, n - 1) · sd / √n. Values that are all equal
 * give an interval of no width.
 * @throws INVALID_INPUT with fewer than two values: one value has no spread
 */
export function tInterval(values: ArrayLike<number>): Interval {
  assertThat(values.length >= 2, "INVALID_INPUT", {
    where: "tInterval",
    expected: "at least two values",
    got: `${values.length}`,
  });
  const value = mean(values);
  const half = studentTQuantile(UPPER_QUANTILE, values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { value, low: value - half, high: value + half };
}
