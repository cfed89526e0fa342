import { createRandomStream } from "@zpd/core";
import type { BuildLoss, Weights } from "../src/types/engine";
import type { Ops, Value } from "../src/types/ops";
import { randomWeights } from "./central-differences";

/** A small use of an op whose loss and gradients every engine has to agree on. */
export interface OpCase {
  readonly name: string;
  readonly weights: Weights;
  readonly loss: BuildLoss;
}

/** A sum in which no two elements weigh the same. */
function mixed(ops: Ops, x: Value): Value {
  const size = x.shape.reduce((product, length) => product * length, 1);
  const factors = ops.constant(
    Float32Array.from({ length: size }, (_, k) => Math.sin(k + 1)),
    x.shape,
  );
  return ops.sum(ops.multiply(x, factors));
}

function make(name: string, shapes: Record<string, readonly number[]>, loss: BuildLoss, scale = 1): OpCase {
  return { name, weights: randomWeights(name.length, shapes, scale), loss };
}

const ids = Int32Array.of(2, 0, -1, 2, 4, -1);

const rowCases: OpCase[] = [
  make("gatherRows", { table: [5, 3] }, (ops, { table }) => mixed(ops, ops.gatherRows(table!, ops.indices(ids)))),
  make("meanRows", { table: [5, 3] }, (ops, { table }) =>
    mixed(ops, ops.meanRows(table!, ops.indices(Int32Array.of(0, 2, 2, 5)), ops.indices(Int32Array.of(1, 3, 3, 0, 3)))),
  ),
  make("dotRows", { x: [6, 3], table: [5, 3], bias: [5] }, (ops, { x, table, bias }) =>
    mixed(ops, ops.dotRows(x!, table!, bias!, ops.indices(ids))),
  ),
  make("linear", { x: [4, 3], w: [3, 5], b: [5] }, (ops, { x, w, b }) => mixed(ops, ops.linear(x!, w!, b!))),
  make("productTransposed", { a: [4, 3], b: [5, 3] }, (ops, { a, b }) => mixed(ops, ops.productTransposed(a!, b!))),
  make("reshape, concat, columns", { a: [4, 3], b: [2, 4] }, (ops, { a, b }) => {
    const joined = ops.concat([a!, ops.reshape(b!, [4, 2])]);
    return mixed(ops, ops.multiply(ops.columns(joined, 1, 3), a!));
  }),
];

const activations = ["sigmoid", "tanh", "relu", "exp", "softplus", "abs", "step"] as const;

const elementCases: OpCase[] = [
  make("add, subtract, multiply with rows", { a: [4, 3], b: [4, 3], row: [3] }, (ops, { a, b, row }) => {
    const first = ops.multiply(ops.add(a!, row!), ops.subtract(b!, row!));
    return mixed(ops, ops.multiply(ops.subtract(first, b!), row!));
  }),
  make("affine", { a: [4, 3] }, (ops, { a }) => mixed(ops, ops.multiply(ops.affine(a!, -2, 0.5), a!))),
  ...activations.map((kind) =>
    make(kind, { a: [4, 5] }, (ops, { a }) => mixed(ops, ops.multiply(ops.activate(a!, kind), a!))),
  ),
  make("log", { a: [4, 5] }, (ops, { a }) => mixed(ops, ops.activate(ops.affine(a!, 0.5, 1), "log"))),
  make("abs and relu at 0", { a: [3, 2] }, (ops, { a }) => {
    const zeros = ops.subtract(a!, a!);
    return mixed(ops, ops.add(ops.activate(zeros, "abs"), ops.activate(zeros, "relu")));
  }),
  make("dropout", { a: [6, 5] }, (ops, { a }) => mixed(ops, ops.dropout(a!, 0.4, 77))),
  make("detach", { a: [4, 3] }, (ops, { a }) => mixed(ops, ops.multiply(ops.detach(a!), a!))),
  make("softmax", { a: [4, 5] }, (ops, { a }) => mixed(ops, ops.softmax(a!))),
  make("sparsemax", { a: [6, 5] }, (ops, { a }) => mixed(ops, ops.sparsemax(a!))),
  make("layerNorm", { a: [4, 5], gain: [5], offset: [5] }, (ops, { a, gain, offset }) =>
    mixed(ops, ops.layerNorm(a!, gain!, offset!)),
  ),
  make("rowSums", { a: [4, 5] }, (ops, { a }) => mixed(ops, ops.rowSums(ops.multiply(a!, a!)))),
  make("binaryCrossEntropy", { logits: [6] }, (ops, { logits }) =>
    mixed(
      ops,
      ops.binaryCrossEntropy(
        logits!,
        ops.constant(Float32Array.of(0, 1, 1, 0, 0.3, 1), [6]),
        ops.constant(Float32Array.of(1, 1, 0, 2, 1, 0.5), [6]),
      ),
    ),
  ),
  make("binaryCrossEntropy of a dropped infinity", { logits: [2] }, (ops, { logits }) =>
    ops.sum(
      ops.binaryCrossEntropy(
        ops.add(logits!, ops.constant(Float32Array.of(0, Number.POSITIVE_INFINITY), [2])),
        ops.constant(Float32Array.of(1, 1), [2]),
        ops.constant(Float32Array.of(1, 0), [2]),
      ),
    ),
  ),
  make("sample, then gatherRows", { table: [5, 3] }, (ops, { table }) => {
    const probabilities = ops.constant(
      Float32Array.of(0.25, 0.25, 0.5, 0, 0, /**/ 0, 0.5, 0.25, 0.25, 0, /**/ 0, 0, 0, 0, 0, /**/ 0, 0.5, 0.25, 0, 0),
      [4, 5],
    );
    return mixed(ops, ops.gatherRows(table!, ops.sample(probabilities, Float32Array.of(0.6, 0, 0.5, 0.9))));
  }),
];

const batch = 3;

function tokensOf(steps: number, rows: number): Int32Array {
  const random = createRandomStream(steps, "tokens");
  return Int32Array.from({ length: batch * steps }, () => random.integer(rows + 1) - 1);
}

/** Sequences of one step, where nothing comes before, and of several. */
const sequenceCases: OpCase[] = [1, 4].flatMap((steps) => [
  ...[false, true].map((started) =>
    make(
      `lstm of ${steps}${started ? ", from a state" : ""}`,
      { projected: [5, 8], recurrent: [2, 8], hidden: [batch, 2], cell: [batch, 2] },
      (ops, { projected, recurrent, hidden, cell }) => {
        const tokens = ops.indices(tokensOf(steps, 5));
        const initial = started ? { initial: { hidden: hidden!, cell: cell! } } : {};
        const made = ops.lstm({ batch, steps, projected: projected!, tokens, recurrent: recurrent!, ...initial });
        return ops.add(mixed(ops, made.hidden), mixed(ops, ops.detach(made.cell)));
      },
    ),
  ),
  make(
    `lstm of ${steps} with more tokens than gates`,
    { projected: [11, 8], recurrent: [2, 8] },
    (ops, { projected, recurrent }) => {
      const tokens = ops.indices(tokensOf(steps, 11));
      return mixed(ops, ops.lstm({ batch, steps, projected: projected!, tokens, recurrent: recurrent! }).hidden);
    },
  ),
  ...[false, true].map((started) =>
    make(
      `gru of ${steps}${started ? ", from a state" : ""}`,
      { projected: [5, 6], recurrent: [2, 6], recurrentBias: [6], first: [batch, 2] },
      (ops, { projected, recurrent, recurrentBias, first }) => {
        const tokens = ops.indices(tokensOf(steps, 5));
        const given = { projected: projected!, recurrent: recurrent!, recurrentBias: recurrentBias! };
        return mixed(ops, ops.gru({ batch, steps, tokens, ...given, ...(started ? { initial: first! } : {}) }));
      },
    ),
  ),
  make(
    `memoryScan of ${steps}`,
    { weights: [4, 3], erase: [5, 2], add: [5, 2], memory: [3, 2] },
    (ops, { weights, erase, add, memory }) =>
      mixed(
        ops,
        ops.memoryScan({
          batch,
          steps,
          weights: ops.softmax(weights!),
          keys: ops.indices(tokensOf(steps, 4)),
          erase: ops.activate(erase!, "sigmoid"),
          add: add!,
          tokens: ops.indices(tokensOf(steps, 5)),
          memory: memory!,
        }),
      ),
  ),
  ...(["inclusive", "strict"] as const).flatMap((past) =>
    [false, true].map((decays) =>
      make(
        `causalAttention of ${steps}, ${past}${decays ? ", decaying" : ""}`,
        { query: [batch * steps, 6], key: [batch * steps, 6], value: [batch * steps, 6], rates: [2] },
        (ops, { query, key, value, rates }) => {
          const decay = decays ? { decay: ops.activate(rates!, "softplus") } : {};
          const given = { batch, steps, query: query!, key: key!, value: value!, heads: 2, past };
          return mixed(ops, ops.causalAttention({ ...given, ...decay }));
        },
      ),
    ),
  ),
]);

export const opCases: readonly OpCase[] = [...rowCases, ...elementCases, ...sequenceCases];
