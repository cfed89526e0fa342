import { type AllocateBytes, allocateInt32, allocatePlain } from "./allocate-arrays";

/**
 * Cuts rows into blocks of about equal work: `[blocks + 1]` starts. Rows cost what their answers cost and a little more
 * for their own solve. Found by binary search on the offsets. The blocks do not depend on the number of threads, so sums
 * over them do not either.
 */
export function balancedBlocks(
  offsets: Int32Array,
  blocks: number,
  rowCost: number,
  allocate: AllocateBytes = allocatePlain,
): Int32Array {
  const rows = offsets.length - 1;
  const costUpTo = (row: number): number => offsets[row]! + rowCost * row;
  const total = costUpTo(rows);
  const starts = allocateInt32(allocate, blocks + 1);
  for (let k = 1; k < blocks; k++) {
    let low = starts[k - 1]!;
    let high = rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (costUpTo(middle) * blocks < total * k) low = middle + 1;
      else high = middle;
    }
    starts[k] = low;
  }
  starts[blocks] = rows;
  return starts;
}
