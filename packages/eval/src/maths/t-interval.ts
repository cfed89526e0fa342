import { assertThat, mean, variance } from "@zpd/core";
import type { Interval } from "../types/interval";
import { studentTQuantile, studentTUpperTail } from "./student-t";

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

/** An estimate with its one-sided p-values, 0…1. Both are kept, because 1 - p loses the small one's digits. */
export interface TestedInterval extends Interval {
  /** P(a mean as high as this or higher, if the true one were zero): small when it is above zero. */
  readonly pAbove: number;
  /** P(a mean as low as this or lower, if the true one were zero): small when it is below zero. */
  readonly pBelow: number;
}

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
  const half = upperT(values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { value, low: value - half, high: value + half };
}

/**
 * `tInterval` with Student's one-sided p-values of the mean. Values that are all equal leave no doubt, 0 and 1, but at zero
 * itself, where neither side is favoured: one half each.
 * @throws INVALID_INPUT with fewer than two values
 */
export function tTest(values: ArrayLike<number>): TestedInterval {
  const { value, low, high } = tInterval(values);
  const error = Math.sqrt(variance(values) / values.length);
  const tail = value === 0 ? 0.5 : error === 0 ? 0 : studentTUpperTail(Math.abs(value) / error, values.length - 1);
  return { value, low, high, ...(value > 0 ? { pAbove: tail, pBelow: 1 - tail } : { pAbove: 1 - tail, pBelow: tail }) };
}
