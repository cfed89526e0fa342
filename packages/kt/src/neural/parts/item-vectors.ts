import type { QMatrix } from "@zpd/core";
import type { Ops, Value } from "@zpd/tensor";

/**
 * The mean of the vectors of each item's concepts `[N, D]`, zeros for an item without one; `shift` is added to the
 * concept's row in the table.
 */
export function conceptMeans(
  ops: Ops,
  table: Value,
  { offsets, concept }: QMatrix,
  items: Int32Array,
  shift = new Int32Array(items.length),
): Value {
  const starts = new Int32Array(items.length + 1);
  for (let k = 0; k < items.length; k++) {
    starts[k + 1] = starts[k]! + offsets[items[k]! + 1]! - offsets[items[k]!]!;
  }
  const rows = new Int32Array(starts[items.length]!);
  for (let k = 0; k < items.length; k++) {
    const first = offsets[items[k]!]!;
    for (let at = starts[k]!; at < starts[k + 1]!; at++) rows[at] = concept[first + at - starts[k]!]! + shift[k]!;
  }
  return ops.meanRows(table, ops.indices(starts), ops.indices(rows));
}

/** An item's own vector plus the mean of its concepts' `[N, D]`, from tables `[I, D]` and `[C, D]`. */
export function itemVectors(
  ops: Ops,
  itemTable: Value,
  conceptTable: Value,
  qMatrix: QMatrix,
  items: Int32Array,
): Value {
  return ops.add(
    ops.gatherRows(itemTable, ops.indices(items)),
    conceptMeans(ops, conceptTable, qMatrix, items),
  );
}

/** A token: an item answered wrong is the item, answered right the item + I. */
export function tokenOf(item: number, right: number, itemCount: number): number {
  return item + itemCount * right;
}

/**
 * The vector of an answer, by item and by concept: tables `[2I, D]` and `[2C, D]`, wrong answers first. `[N, D]`.
 */
export function answerVectors(
  ops: Ops,
  itemTable: Value,
  conceptTable: Value,
  qMatrix: QMatrix,
  tokens: Int32Array,
): Value {
  const itemCount = qMatrix.offsets.length - 1;
  const items = tokens.map((token) => token % itemCount);
  const shift = tokens.map((token) => (token >= itemCount ? qMatrix.concepts.size : 0));
  const means = conceptMeans(ops, conceptTable, qMatrix, items, shift);
  return ops.add(ops.gatherRows(itemTable, ops.indices(tokens)), means);
}
