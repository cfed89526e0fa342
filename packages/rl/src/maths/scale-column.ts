/** How a column's values become comparable: `unit` 0…1, `standard` mean 0 and variance 1, `none` as they are. */
export type ColumnScaling = "unit" | "standard" | "none";

/**
 * A column brought to a common scale, `[I]` to `[I]`: `unit` takes the smallest to 0 and the largest to 1, `standard`
 * subtracts the mean and divides by the standard deviation (divisor I). A column of one value becomes 0. O(I).
 */
export function scaleColumn(values: ArrayLike<number>, scaling: ColumnScaling): Float64Array {
  const out = Float64Array.from(values);
  if (scaling === "none") return out;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const value of out) {
    low = Math.min(low, value);
    high = Math.max(high, value);
    sum += value;
  }
  if (low === high) return out.fill(0);
  if (scaling === "unit") return out.map((value) => (value - low) / (high - low));
  const mean = sum / out.length;
  let squares = 0;
  for (const value of out) squares += (value - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / out.length);
  return out.map((value) => (value - mean) * scale);
}
