import type { QMatrix } from "@zpd/core";
import type { Ops, Value } from "@zpd/tensor";

/** Rows of a table to take the mean of, list after list: arguments of `meanRows`. */
export interface RowLists {
  /** `[M + 1]` */
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
}

/** Concepts of a model's tables: those of the log and one more that all items without a concept share. */
export function conceptRows({ concepts }: QMatrix): number {
  return concepts.size + 1;
}

/**
 * The concepts of some items, as rows of a table over `conceptRows` concepts; row 2 c + right of a table over answers
 * where `right` `[M]` is given. O(entries).
 */
export function conceptLists(
  { offsets, concept, concepts }: QMatrix,
  items: Int32Array,
  right?: ArrayLike<number>,
): RowLists {
  const starts = new Int32Array(items.length + 1);
  for (let k = 0; k < items.length; k++) {
    starts[k + 1] = starts[k]! + Math.max(1, offsets[items[k]! + 1]! - offsets[items[k]!]!);
  }
  const ids = new Int32Array(starts[items.length]!);
  for (let k = 0; k < items.length; k++) {
    const first = offsets[items[k]!]!;
    const count = offsets[items[k]! + 1]! - first;
    for (let at = starts[k]!, e = 0; at < starts[k + 1]!; at++, e++) {
      const c = count === 0 ? concepts.size : concept[first + e]!;
      ids[at] = right === undefined ? c : 2 * c + right[k]!;
    }
  }
  return { offsets: starts, ids };
}

/** The mean of the vectors of each item's concepts `[M, D]`, from a table over `conceptRows` concepts. */
export function conceptMeans(ops: Ops, table: Value, qMatrix: QMatrix, items: Int32Array): Value {
  const { offsets, ids } = conceptLists(qMatrix, items);
  return ops.meanRows(table, ops.indices(offsets), ops.indices(ids));
}
