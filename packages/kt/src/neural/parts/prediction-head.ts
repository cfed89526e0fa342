import type { RandomStream } from "@zpd/core";
import { type Indices, type Ops, type Value, type Values, type Weights, xavierUniform } from "@zpd/tensor";
import { applyLayer, type Drop, layerWeights } from "./attention-block";
import { easinessRows, easinessWeights } from "./item-easiness";

/** Units of the second layer. */
function secondSize(size: number): number {
  return Math.ceil(size / 2);
}

/**
 * Weights of a head of two layers on what was retrieved and on the item itself. The first layer is kept in two blocks:
 * `easiness` `[I, 1]`, `head.stateWeights` `[D, H]` and `head.item…` `[D, H]`; then `head.second…` `[H, H / 2]` and `head.output…` `[H / 2, 1]`.
 */
export function headWeights(random: RandomStream, itemCount: number, width: number, size: number): Weights {
  return {
    ...easinessWeights(itemCount),
    "head.stateWeights": xavierUniform(random, [width, size]),
    ...layerWeights(random, "head.item", width, size),
    ...layerWeights(random, "head.second", size, secondSize(size)),
    ...layerWeights(random, "head.output", secondSize(size), 1),
  };
}

/** What the head knows of items before any history, one row an item: made once an item. */
export interface HeadTables {
  /** Their side of the first layer `[N, H]`. */
  readonly headRows: Value;
  /** Their own term of the log-odds `[N, 1]`. */
  readonly headEasiness: Value;
}

/** The tables of some items whose vectors are `vectors` `[N, D]`. */
export function headTables(
  ops: Ops,
  weights: Values,
  vectors: Value,
  items: Int32Array,
): HeadTables & Record<string, Value> {
  return {
    headRows: applyLayer(ops, weights, "head.item", vectors),
    headEasiness: easinessRows(ops, weights, items),
  };
}

/** Log-odds `[M, 1]` from what was retrieved `[M, D]` for items, given as rows of the tables. */
export function applyHead(ops: Ops, held: Values & HeadTables, state: Value, rows: Indices, drop: Drop): Value {
  const fromState = ops.linear(state, held["head.stateWeights"]!);
  const first = drop(ops.activate(ops.add(fromState, ops.gatherRows(held.headRows, rows)), "relu"));
  const second = drop(ops.activate(applyLayer(ops, held, "head.second", first), "relu"));
  return ops.add(applyLayer(ops, held, "head.output", second), ops.gatherRows(held.headEasiness, rows));
}
