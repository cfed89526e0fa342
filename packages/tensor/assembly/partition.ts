/**
 * The share of `count` units that part `part` of `parts` works on: [firstOf, firstOf of the next part). Boundaries are
 * multiples of `step`, so that vectors and tiles stay whole.
 */
// @ts-expect-error: decorator
@inline
export function firstOf(count: i32, step: i32, part: i32, parts: i32): i32 {
  const units = (count + step - 1) / step;
  return min(count, <i32>((<i64>units * part) / parts) * step);
}
