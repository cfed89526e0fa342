/** The distinct ids of a column and where each of its rows stands among them. */
export interface CompactIds {
  /** Ascending, without -1. */
  readonly distinct: Int32Array;
  /** Position in `distinct`, -1 where the id was -1. */
  readonly place: Int32Array;
}

/**
 * What a batch needs of a table is the rows it names: layers on tables are applied to those alone. Ids are -1 or
 * 0…size - 1. Cost: O(ids + size).
 */
export function compactIds(ids: Int32Array, size: number): CompactIds {
  const placeOf = new Int32Array(size).fill(-1);
  for (const id of ids) if (id >= 0) placeOf[id] = 0;
  let count = 0;
  for (let id = 0; id < size; id++) if (placeOf[id] === 0) placeOf[id] = count++;
  const distinct = new Int32Array(count);
  for (let id = 0; id < size; id++) if (placeOf[id]! >= 0) distinct[placeOf[id]!] = id;
  return { distinct, place: ids.map((id) => (id < 0 ? -1 : placeOf[id]!)) };
}
