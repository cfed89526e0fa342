/** Items that `attendByTables` takes together: its tables have them in blocks of this many. */
export const TABLE_BLOCK = 12;

/**
 * Elements of scratch that one thread of `attendByTables` needs for a room of L steps and heads of a width: values of
 * one head, weights of a block of items, their sums and results. assembly/table-attention.ts lays it out.
 */
export function tableAttentionScratch(room: number, width: number): number {
  const depth = 8 * Math.ceil(width / 8);
  return 16 * Math.ceil((room * (depth + TABLE_BLOCK) + TABLE_BLOCK * (depth + 1)) / 16);
}
