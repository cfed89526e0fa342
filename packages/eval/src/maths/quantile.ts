import type { Interval } from "../types/interval";
import { UPPER_QUANTILE } from "./t-interval";

/** Quantile of ascending values by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(ascending: ArrayLike<number>, probability: number): number {
  const position = (ascending.length - 1) * probability;
  const below = Math.floor(position);
  const low = ascending[below]!;
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!;
  // Written as a difference, so that equal neighbours give their own value; infinite neighbours stay as they are.
  return low === high ? low : low + (position - below) * (high - low);
}

/** An estimate with the 95 % percentile interval of its resamples, which are sorted in place. */
export function percentileInterval(value: number, resamples: Float64Array): Interval {
  resamples.sort();
  return { value, low: quantile(resamples, 1 - UPPER_QUANTILE), high: quantile(resamples, UPPER_QUANTILE) };
}
