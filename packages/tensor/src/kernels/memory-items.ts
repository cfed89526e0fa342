/**
 * Elements of scratch that one thread of `readMemory` and `memoryLogits` needs for N items, S slots and rows of a width:
 * the items' weights and a learner's rows, both padded, and six results. assembly/memory-items.ts lays it out.
 */
export function memoryItemsScratch(items: number, slots: number, width: number): number {
  const depth = 8 * Math.ceil(width / 8);
  return 16 * Math.ceil((6 * slots * Math.ceil(items / 6) + (slots + 6) * depth) / 16);
}
