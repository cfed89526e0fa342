import type { QMatrix } from "@zpd/core";
import type { Ops, Value } from "@zpd/tensor";
import { distinctIds } from "./distinct-ids";
import { conceptLists } from "./item-concepts";
import type { AnswerBatch } from "./neural-model";

/** The mean of the vectors of each item's concepts `[N, D]`, from a table over `conceptRows` concepts. */
export function conceptMeans(ops: Ops, table: Value, qMatrix: QMatrix, items: Int32Array): Value {
  const { offsets, ids } = conceptLists(qMatrix, items);
  return ops.meanRows(table, ops.indices(offsets), ops.indices(ids));
}

/** An item's own vector plus the mean of its concepts' `[N, D]`. */
export function itemVectors(
  ops: Ops,
  itemTable: Value,
  conceptTable: Value,
  qMatrix: QMatrix,
  items: Int32Array,
): Value {
  return ops.add(ops.gatherRows(itemTable, ops.indices(items)), conceptMeans(ops, conceptTable, qMatrix, items));
}

/**
 * The vector of an answer `[N, D]`, by item and by concept: tables of two rows an item and two a concept, wrong before
 * right. A token is 2 item + right.
 */
export function answerVectors(
  ops: Ops,
  itemTable: Value,
  conceptTable: Value,
  qMatrix: QMatrix,
  tokens: Int32Array,
): Value {
  const { offsets, ids } = conceptLists(
    qMatrix,
    tokens.map((token) => token >> 1),
    tokens.map((token) => token & 1),
  );
  const means = ops.meanRows(conceptTable, ops.indices(offsets), ops.indices(ids));
  return ops.add(ops.gatherRows(itemTable, ops.indices(tokens)), means);
}

/** The items and answers that a batch names, and which of them each row has. */
export interface BatchTokens {
  readonly items: Int32Array;
  /** 2 item + right. */
  readonly tokens: Int32Array;
  /** Position among `items` and among `tokens` `[batch * steps]`; -1 where there is no answer. */
  readonly itemPlace: Int32Array;
  readonly tokenPlace: Int32Array;
}

export function batchTokens({ items, right }: AnswerBatch, itemCount: number): BatchTokens {
  const asked = distinctIds(items, itemCount);
  const answered = distinctIds(
    items.map((item, k) => (item < 0 ? -1 : 2 * item + right[k]!)),
    2 * itemCount,
  );
  return { items: asked.distinct, itemPlace: asked.local, tokens: answered.distinct, tokenPlace: answered.local };
}
