/** Elements of scratch that one thread of the attention kernels needs for T steps and heads of a width. */
export function attentionScratch(steps: number, width: number): number {
  const columns = Math.ceil(steps / 24) * 24;
  const depth = Math.ceil(width / 8) * 8;
  return 6 * columns * depth + 12 * (4 * columns + 3 * depth) + 16;
}
