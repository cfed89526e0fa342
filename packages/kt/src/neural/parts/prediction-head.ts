import type { RandomStream } from "@zpd/core";
import { type Ops, type Value, type Values, type Weights, xavierUniform } from "@zpd/tensor";
import { applyLayer, type Drop, layerWeights } from "./attention-block";

/** Units of the second layer. */
function secondSize(size: number): number {
  return Math.ceil(size / 2);
}

/**
 * Weights of a head of two layers on what was retrieved and on the item itself. The first layer is kept in two blocks:
 * `head.stateWeights` `[D, H]` and `head.item…` `[D, H]`; then `head.second…` `[H, H / 2]` and `head.output…` `[H / 2, 1]`.
 */
export function headWeights(random: RandomStream, width: number, size: number): Weights {
  return {
    "head.stateWeights": xavierUniform(random, [width, size]),
    ...layerWeights(random, "head.item", width, size),
    ...layerWeights(random, "head.second", size, secondSize(size)),
    ...layerWeights(random, "head.output", secondSize(size), 1),
  };
}

/** The item's side of the first layer `[N, H]`: made once an item. */
export function headItemRows(ops: Ops, weights: Values, items: Value): Value {
  return applyLayer(ops, weights, "head.item", items);
}

/** Log-odds `[M, 1]` from what was retrieved `[M, D]` and the item's side `[M, H]`. */
export function applyHead(ops: Ops, weights: Values, state: Value, itemSide: Value, drop: Drop): Value {
  const first = drop(ops.activate(ops.add(ops.linear(state, weights["head.stateWeights"]!), itemSide), "relu"));
  const second = drop(ops.activate(applyLayer(ops, weights, "head.second", first), "relu"));
  return applyLayer(ops, weights, "head.output", second);
}
