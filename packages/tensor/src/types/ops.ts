import type { Activation } from "./activations";

/** A float tensor of an engine, row after row. It lives until the step that made it ends. */
export interface Value {
  readonly shape: readonly number[];
}

/** Whole numbers of an engine, such as the rows to gather. */
export interface Indices {
  readonly length: number;
}

/** Names of things, each with a value. */
export type Values = Readonly<Record<string, Value>>;

/** Sequences of one length for a batch of learners; row `b steps + t` is learner b at step t. */
export interface Sequences {
  readonly batch: number;
  readonly steps: number;
}

export interface LstmInput extends Sequences {
  /** Input side of the gates, bias included, one row a token `[R, 4H]`, gates in the order i, f, g, o. */
  readonly projected: Value;
  /** Which row of `projected` each step has `[batch * steps]`; -1 reads zeros. */
  readonly tokens: Indices;
  /** Recurrent weights `[H, 4H]`. */
  readonly recurrent: Value;
  /** State before the first step, each `[batch, H]`; zeros when absent. */
  readonly initial?: { readonly hidden: Value; readonly cell: Value };
}

export interface GruInput extends Sequences {
  /** Input side of the gates, bias included, one row a token `[R, 3H]`, gates in the order r, z, n. */
  readonly projected: Value;
  readonly tokens: Indices;
  /** Recurrent weights `[H, 3H]`. */
  readonly recurrent: Value;
  /** Recurrent bias `[3H]`; that of n is inside the product with r. */
  readonly recurrentBias: Value;
  /** State before the first step `[batch, H]`; zeros when absent. */
  readonly initial?: Value;
}

export interface MemoryScanInput extends Sequences {
  /** Addressing weights, one row a key `[K, S]`, over S slots. */
  readonly weights: Value;
  /** Which row of `weights` each step has `[batch * steps]`; -1 neither reads (zeros) nor writes. */
  readonly keys: Indices;
  /** Erase vectors in 0…1 and add vectors, one row a token, each `[R, V]`. */
  readonly erase: Value;
  readonly add: Value;
  /** Which row of `erase` and `add` each step has `[batch * steps]`; -1 does not write. */
  readonly tokens: Indices;
  /** Memory before the first step, the same for every learner `[S, V]`. */
  readonly memory: Value;
}

export interface AttentionInput extends Sequences {
  /** Each `[batch * steps, D]`; D is a multiple of `heads`. */
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  readonly heads: number;
  /** A step sees itself and what came before (`"inclusive"`), or only what came before (`"strict"`; the first sees nothing: zeros). */
  readonly past: "inclusive" | "strict";
  /** Context-aware distance decay of AKT: a positive rate a head `[heads]`; none when absent. */
  readonly decay?: Value;
}

/**
 * What a model is written in: operations on values, each with its gradient where the engine records. Engines differ
 * in where values lie and how fast they work, not in results beyond rounding.
 *
 * Shapes: M rows, N or D columns. Every op makes a new value. Ids of -1 stand for nothing.
 */
export interface Ops {
  /** Whether this run is followed by a backward pass; dropout works only then. */
  readonly training: boolean;

  /** Brings numbers in. The array is copied. */
  constant(data: Float32Array, shape: readonly number[]): Value;
  indices(data: Int32Array): Indices;

  /** The same numbers in another shape. */
  reshape(x: Value, shape: readonly number[]): Value;
  /** Side by side: `[M, N1]`, `[M, N2]`, … give `[M, N1 + N2 + …]`. */
  concat(parts: readonly Value[]): Value;
  /** `count` columns from `first` on: `[M, N]` gives `[M, count]`. */
  columns(x: Value, first: number, count: number): Value;

  /** Rows `ids` `[M]` of a table `[R, D]`: `[M, D]`; -1 gives zeros. */
  gatherRows(table: Value, ids: Indices): Value;
  /** Row r is the mean of the table's rows `ids[offsets[r]..offsets[r + 1]]`; zeros where there are none: `[M, D]`. */
  meanRows(table: Value, offsets: Indices, ids: Indices): Value;
  /** Row r of x `[M, D]` times row `ids[r]` of the table `[R, D]` plus `bias[ids[r]]` `[R]`: `[M]`; -1 gives 0. */
  dotRows(x: Value, table: Value, bias: Value, ids: Indices): Value;

  /** x `[M, K]` w `[K, N]` (+ bias `[N]`): `[M, N]`. */
  linear(x: Value, w: Value, bias?: Value): Value;
  /** a `[M, K]` times the transpose of b `[N, K]`: `[M, N]`. */
  productTransposed(a: Value, b: Value): Value;

  /** Element by element; b has a's shape, or is one row `[N]` added to (subtracted from, multiplied with) each row. */
  add(a: Value, b: Value): Value;
  subtract(a: Value, b: Value): Value;
  multiply(a: Value, b: Value): Value;
  /** factor x + offset. */
  affine(x: Value, factor: number, offset?: number): Value;
  activate(x: Value, kind: Activation): Value;
  /** Zeros a share `rate` of x and scales the rest up, where `training`; positions follow from `seed`. */
  dropout(x: Value, rate: number, seed: number): Value;

  /** Over each row of `[M, N]`. */
  softmax(x: Value): Value;
  /** Euclidean projection of each row onto the simplex (Martins and Astudillo 2016). */
  sparsemax(x: Value): Value;
  /** Each row to mean 0 and variance 1 (epsilon 1e-5), times `gain` `[N]`, plus `offset` `[N]`. */
  layerNorm(x: Value, gain: Value, offset: Value): Value;
  /** Sum of each row: `[M, N]` gives `[M]`. */
  rowSums(x: Value): Value;
  /** Sum of all elements: `[1]`. */
  sum(x: Value): Value;

  /** Long short-term memory over whole sequences; `hidden` and `cell` are `[batch * steps, H]`. No gradient flows into `cell`. */
  lstm(input: LstmInput): { readonly hidden: Value; readonly cell: Value };
  /** Gated recurrent unit over whole sequences: hidden states `[batch * steps, H]`. */
  gru(input: GruInput): Value;
  /** Reads, then erases and adds, at each step: what was read `[batch * steps, V]`. */
  memoryScan(input: MemoryScanInput): Value;
  /** Scaled dot-product attention to the past: `[batch * steps, D]`. */
  causalAttention(input: AttentionInput): Value;

  /** Weighted cross-entropy of logits `[M]` against targets in 0…1, one term a row `[M]`. A weight of 0 drops a row. */
  binaryCrossEntropy(logits: Value, targets: Value, weights: Value): Value;

  /** Draws a column of each row of probabilities `[M, N]` by uniform numbers `[M]` in 0…1. */
  sample(probabilities: Value, uniforms: Float32Array): Indices;
  /** The same value without a gradient. */
  detach(x: Value): Value;
}
