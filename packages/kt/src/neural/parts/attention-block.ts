import { createRandomStream, type RandomStream } from "@zpd/core";
import {
  type Ops,
  oneWeights,
  uniformWeights,
  type Value,
  type Values,
  type Weights,
  xavierUniform,
  zeroWeights,
} from "@zpd/tensor";

/** Weights of a layer x W + b: `NAMEWeights` `[inputs, outputs]` and `NAMEBias` `[outputs]`. */
export function layerWeights(random: RandomStream, name: string, inputs: number, outputs: number): Weights {
  return { [`${name}Weights`]: xavierUniform(random, [inputs, outputs]), [`${name}Bias`]: zeroWeights([outputs]) };
}

/** x W + b: `[M, inputs]` to `[M, outputs]`. */
export function applyLayer(ops: Ops, weights: Values, name: string, x: Value): Value {
  return ops.linear(x, weights[`${name}Weights`]!, weights[`${name}Bias`]!);
}

/** A layer norm's `NAMEGain` and `NAMEOffset`, each `[width]`. */
function normWeights(name: string, width: number): Weights {
  return { [`${name}Gain`]: oneWeights([width]), [`${name}Offset`]: zeroWeights([width]) };
}

function applyNorm(ops: Ops, weights: Values, name: string, x: Value): Value {
  return ops.layerNorm(x, weights[`${name}Gain`]!, weights[`${name}Offset`]!);
}

/** What an attention layer projects: keys and queries by one matrix where the model shares it, and a rate of decay a head. */
export interface AttentionLayer {
  readonly width: number;
  readonly ownQuery: boolean;
  /** Heads with a rate each; none without decay. */
  readonly decayHeads?: number;
}

/** Range of the rates of decay before training, as softplus of uniform draws: heads begin at different rates. */
const RATE_LIMIT = 0.8;

/**
 * Weights of an attention layer and the norm after it: `NAME.query…`, `NAME.key…`, `NAME.value…`, `NAME.join…` (each
 * `[D, D]` and `[D]`), `NAME.attended…` of the norm, and `NAME.rates` `[heads]`.
 */
export function attentionWeights(random: RandomStream, name: string, layer: AttentionLayer): Weights {
  const { width, ownQuery, decayHeads } = layer;
  return {
    ...(ownQuery ? layerWeights(random, `${name}.query`, width, width) : {}),
    ...layerWeights(random, `${name}.key`, width, width),
    ...layerWeights(random, `${name}.value`, width, width),
    ...layerWeights(random, `${name}.join`, width, width),
    ...normWeights(`${name}.attended`, width),
    ...(decayHeads === undefined ? {} : { [`${name}.rates`]: uniformWeights(random, [decayHeads], RATE_LIMIT) }),
  };
}

/** Weights of a feed-forward layer and the norm after it: `NAME.inner…` `[D, F]`, `NAME.outer…` `[F, D]`, `NAME.fed…`. */
export function feedForwardWeights(random: RandomStream, name: string, width: number, hidden: number): Weights {
  return {
    ...layerWeights(random, `${name}.inner`, width, hidden),
    ...layerWeights(random, `${name}.outer`, hidden, width),
    ...normWeights(`${name}.fed`, width),
  };
}

/** Zeros a share of a value while training; each call of one pass draws anew. */
export type Drop = (x: Value) => Value;

export function createDrop(ops: Ops, rate: number, seed: number): Drop {
  const seeds = createRandomStream(seed, "dropout");
  return (x) => ops.dropout(x, rate, seeds.integer(2 ** 31));
}

/** No dropout: what run time uses. */
export const keepAll: Drop = (x) => x;

/** norm(x + drop(join(attended))): what follows the heads `[M, D]` of a layer that x `[M, D]` asked. */
export function joinAttention(ops: Ops, weights: Values, name: string, x: Value, attended: Value, drop: Drop): Value {
  return applyNorm(
    ops,
    weights,
    `${name}.attended`,
    ops.add(x, drop(applyLayer(ops, weights, `${name}.join`, attended))),
  );
}

/** norm(x + drop(outer(drop(relu(inner(x)))))) `[M, D]`. */
export function feedForward(ops: Ops, weights: Values, name: string, x: Value, drop: Drop): Value {
  const inner = drop(ops.activate(applyLayer(ops, weights, `${name}.inner`, x), "relu"));
  return applyNorm(ops, weights, `${name}.fed`, ops.add(x, drop(applyLayer(ops, weights, `${name}.outer`, inner))));
}

/** Rates of decay above 0 `[heads]`. */
export function decayRates(ops: Ops, weights: Values, name: string): Value {
  return ops.activate(weights[`${name}.rates`]!, "softplus");
}
