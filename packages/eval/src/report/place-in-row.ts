/**
 * Centres of things in a row, in their order and without overlap, as near as can be (least squares) to where each is
 * wished `[n]`. Isotonic regression of the wishes less what stands before them, by pooling neighbours that are in each
 * other's way. Pixels; O(n²) at worst.
 */
export function placeInRow(wishes: readonly number[], widths: readonly number[]): number[] {
  const offsets: number[] = [];
  for (const [index, width] of widths.entries())
    offsets.push(index === 0 ? 0 : offsets[index - 1]! + (widths[index - 1]! + width) / 2);
  const pools: { sum: number; count: number }[] = [];
  for (const [index, wish] of wishes.entries()) {
    let pool = { sum: wish - offsets[index]!, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.sum / last.count > pool.sum / pool.count; ) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
      last = pools.at(-1);
    }
    pools.push(pool);
  }
  const starts = pools.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count));
  return starts.map((start, index) => start + offsets[index]!);
}
