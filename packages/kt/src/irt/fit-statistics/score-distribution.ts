/**
 * P(number right = k | node) for every number 0 … n of right answers and every node, by the recursion of Lord &
 * Wingersky (1984), into `out` `[n + 1, Q]`; O(n² Q), all terms positive, so no digits are lost.
 * @param right P(right | node) `[I, Q]`; @param omitted an item to leave out, -1 for none
 * @returns n, the items counted
 */
export function fillScoreDistribution(
  right: Float64Array,
  items: number,
  nodes: number,
  omitted: number,
  out: Float64Array,
): number {
  out.fill(0);
  out.fill(1, 0, nodes);
  let counted = 0;
  for (let i = 0; i < items; i++) {
    if (i === omitted) continue;
    counted++;
    const row = i * nodes;
    for (let k = counted; k >= 0; k--) {
      for (let q = 0; q < nodes; q++) {
        const p = right[row + q]!;
        const below = k === 0 ? 0 : out[(k - 1) * nodes + q]!;
        out[k * nodes + q] = out[k * nodes + q]! * (1 - p) + below * p;
      }
    }
  }
  return counted;
}
