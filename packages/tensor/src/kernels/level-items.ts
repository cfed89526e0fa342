/**
 * Elements of scratch that one thread of `levelLogits` needs for hidden layers of F and H units and L levels: the
 * weights between them, packed, and both layers of six items. assembly/level-items.ts lays it out.
 */
export function levelItemsScratch(f: number, h: number, l: number): number {
  const padded = (count: number) => 8 * Math.ceil(count / 8);
  const rows = f + 6;
  return 16 * Math.ceil((rows * padded(l) + 6 * padded(f) + (l + 6) * padded(h) + 6 * padded(l) + padded(l)) / 16);
}
