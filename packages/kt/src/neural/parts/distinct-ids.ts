/** Ids without repeats, and where each of the given ones stands among them. */
export interface DistinctIds {
  /** In the order of first appearance `[U]`. */
  readonly distinct: Int32Array;
  /** Position in `distinct` of each given id `[M]`; -1 stays -1. */
  readonly local: Int32Array;
}

/**
 * Ids 0…bound-1 without repeats. A batch names far fewer tokens than a large log has, so a model computes rows for
 * these only. O(M + bound).
 */
export function distinctIds(ids: Int32Array, bound: number): DistinctIds {
  const position = new Int32Array(bound).fill(-1);
  const distinct = new Int32Array(Math.min(bound, ids.length));
  const local = new Int32Array(ids.length);
  let count = 0;
  for (let k = 0; k < ids.length; k++) {
    const id = ids[k]!;
    if (id < 0) {
      local[k] = -1;
      continue;
    }
    if (position[id]! < 0) {
      position[id] = count;
      distinct[count++] = id;
    }
    local[k] = position[id]!;
  }
  return { distinct: distinct.subarray(0, count), local };
}
