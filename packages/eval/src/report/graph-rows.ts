import { ZpdError } from "@zpd/core";

export type Arrow = readonly [number, number];

/**
 * Puts the boxes of a graph into rows from the top down, every arrow leading to a lower row. A row holds what fits into
 * `limit` pixels, one box at least; where there is a choice, boxes at the head of the longest way down come first.
 * `widths` `[n]` include the gap beside a box.
 *
 * Source: the list scheduling of Coffman and Graham, "Optimal scheduling for two-processor systems", Acta Informatica 1,
 * 1972, with widths in place of a number of boxes. O(n² + n · arrows).
 * @throws INVALID_INPUT when arrows lead in a circle
 */
export function graphRows(widths: readonly number[], arrows: readonly Arrow[], limit: number): number[][] {
  const below = wayDown(widths.length, arrows);
  const rows: number[][] = [];
  const placed = new Set<number>();
  while (placed.size < widths.length) {
    const ready = widths
      .map((_, box) => box)
      .filter((box) => !placed.has(box) && arrows.every(([from, to]) => to !== box || placed.has(from)))
      .sort((a, b) => below[b]! - below[a]! || a - b);
    const row: number[] = [];
    let used = 0;
    for (const box of ready) {
      if (row.length > 0 && used + widths[box]! > limit) break;
      row.push(box);
      used += widths[box]!;
    }
    for (const box of row) placed.add(box);
    rows.push(row.sort((a, b) => a - b));
  }
  return rows;
}

/** Arrows on the longest way down from each box `[n]`. */
function wayDown(count: number, arrows: readonly Arrow[]): number[] {
  const below = new Array<number>(count).fill(0);
  for (let round = 0; ; round++) {
    let changed = false;
    for (const [from, to] of arrows) {
      if (below[from]! > below[to]!) continue;
      below[from] = below[to]! + 1;
      changed = true;
    }
    if (!changed) return below;
    // The longest way visits no box twice.
    if (round > count) {
      throw new ZpdError("INVALID_INPUT", {
        where: "graphRows",
        expected: "arrows that never lead back to where they started",
        got: "a circle",
        advice: "give the rankings of `summariseRem`, whose verdicts are an order",
      });
    }
  }
}
