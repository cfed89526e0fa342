/**
 * Elements of scratch that one thread of the attention kernels needs for T steps (or a cache of T) and heads of a
 * width: keys, values and their gradients of one head, and blocks of twelve queries. assembly/attention-head.ts lays
 * it out.
 */
export function attentionScratch(steps: number, width: number): number {
  const columns = 24 * Math.max(Math.ceil(steps / 24), 1);
  const depth = 8 * Math.ceil(width / 8);
  const header = 48;
  return header + 6 * columns * depth + 5 * 12 * columns + 3 * 12 * depth;
}
