/**
 * Elements of scratch that one thread of `levelLogits` needs for hidden layers of F and H units and L levels: the
 * weights between them in panels of five columns, and eight items' rows. assembly/level-items.ts lays it out.
 */
export function levelItemsScratch(f: number, h: number, l: number): number {
  const padded = (count: number) => 5 * Math.ceil(count / 5);
  const room = (count: number) => 16 * Math.ceil(count / 16);
  const units = padded(h);
  const panels = room(f * padded(l)) + room(units * l);
  const blocks = 2 * room((f + 4) * 8) + room((h + 4) * 8) + room(units * 8);
  return panels + blocks + room(padded(l) * 8) + room(8);
}
