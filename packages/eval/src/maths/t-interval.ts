import { assertThat, mean, variance } from "@zpd/core";
import type { Interval } from "../types/interval";
import { studentTQuantile } from "./student-t";

/** Every interval of this package covers 95 %. */
const COVERAGE = 0.95;
export const UPPER_QUANTILE = 1 - (1 - COVERAGE) / 2;

/** t(0.975) by degrees of freedom: a matrix asks for thousands of intervals over the same number of learners. */
const quantiles = new Map<number, number>();

function upperT(degrees: number): number {
  let quantile = quantiles.get(degrees);
  if (quantile === undefined) {
    quantile = studentTQuantile(UPPER_QUANTILE, degrees);
    quantiles.set(degrees, quantile);
  }
  return quantile;
}

/** A mean with its interval and Student's t, by which it lies above zero (or below). */
export interface TestedInterval extends Interval {
  /** mean / standard error; infinite when the values are all equal and not zero, 0 when they are all zero. */
  readonly t: number;
}

/**
 * Mean of independent values with Student's 95 % interval: mean ± t(0.975, n - 1) · sd / √n. Values that are all equal
 * give an interval of no width.
 * @throws INVALID_INPUT with fewer than two values: one value has no spread
 */
export function tInterval(values: ArrayLike<number>): Interval {
  const { value, low, high } = tTest(values);
  return { value, low, high };
}

/** `tInterval` with the t of the mean against zero. O(n). @throws INVALID_INPUT with fewer than two values */
export function tTest(values: ArrayLike<number>): TestedInterval {
  assertThat(values.length >= 2, "INVALID_INPUT", {
    where: "tInterval",
    expected: "at least two values",
    got: `${values.length}`,
  });
  const value = mean(values);
  const error = Math.sqrt(variance(values) / values.length);
  const half = upperT(values.length - 1) * error;
  return { value, low: value - half, high: value + half, t: value === 0 ? 0 : value / error };
}
