/**
 * p-values adjusted so that each may be held against the level of the whole family: sorted, the i-th smallest of m is
 * multiplied by m - i + 1, none below the one before it, none above 1. Whatever the comparisons have in common, the
 * chance of any false rejection in the family is then at most the level.
 *
 * Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979.
 * O(m log m).
 */
export function holmAdjusted(p: Float64Array): Float64Array {
  const order = Uint32Array.from(p.keys()).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Float64Array(p.length);
  let floor = 0;
  for (const [rank, at] of order.entries()) {
    floor = Math.max(floor, Math.min(1, (p.length - rank) * p[at]!));
    adjusted[at] = floor;
  }
  return adjusted;
}
