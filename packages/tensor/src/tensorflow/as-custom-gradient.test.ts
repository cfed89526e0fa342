import type { Tensor } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomWeights } from "../../test/central-differences";
import { plainTensorflow } from "../../test/tensorflow-engines";
import type { Tensorflow } from "../engines/tensorflow/tensorflow";
import { createTensorflowOps } from "../engines/tensorflow/tensorflow-ops";
import { TensorflowRun } from "../engines/tensorflow/tensorflow-run";
import { createReferenceMachine } from "../kernels/reference-machine";
import type { Ops, Value, Values } from "../types/ops";
import { asCustomGradient, type BuildPiece } from "./as-custom-gradient";

const machine = createReferenceMachine("float32");
let tf: Tensorflow;

beforeAll(async () => {
  tf = await plainTensorflow();
});

afterAll(() => machine.close());

const sequences = { batch: 2, steps: 3 };
const tokens = Int32Array.of(0, 3, 1, -1, 2, 2);

/** Pieces with the shapes of what goes in: those whose fused kernels are worth the copying. */
const pieces: [string, Record<string, readonly number[]>, (ops: Ops, x: Values) => Value][] = [
  [
    "lstm",
    { projected: [4, 8], recurrent: [2, 8] },
    (ops, { projected, recurrent }) => {
      const given = { projected: projected!, recurrent: recurrent!, tokens: ops.indices(tokens) };
      return ops.lstm({ ...sequences, ...given }).hidden;
    },
  ],
  [
    "gru",
    { projected: [4, 6], recurrent: [2, 6], recurrentBias: [6] },
    (ops, { projected, recurrent, recurrentBias }) => {
      const given = { projected: projected!, recurrent: recurrent!, recurrentBias: recurrentBias! };
      return ops.gru({ ...sequences, ...given, tokens: ops.indices(tokens) });
    },
  ],
  [
    "memoryScan",
    { weights: [4, 3], erase: [4, 2], add: [4, 2], memory: [3, 2] },
    (ops, { weights, erase, add, memory }) => {
      const given = { weights: weights!, erase: erase!, add: add!, memory: memory! };
      return ops.memoryScan({ ...sequences, ...given, keys: ops.indices(tokens), tokens: ops.indices(tokens) });
    },
  ],
  [
    "causalAttention",
    { query: [6, 4], key: [6, 4], value: [6, 4] },
    (ops, { query, key, value }) =>
      ops.causalAttention({ ...sequences, query: query!, key: key!, value: value!, heads: 2, past: "inclusive" }),
  ],
  [
    "dotRows",
    { x: [6, 3], table: [4, 3], bias: [4] },
    (ops, { x, table, bias }) => ops.dotRows(x!, table!, bias!, ops.indices(tokens)),
  ],
];

function tensorsOf(shapes: Record<string, readonly number[]>): Record<string, Tensor> {
  const weights = Object.entries(randomWeights(5, shapes));
  return Object.fromEntries(weights.map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
}

/** The result, and the gradients of a sum that weighs each of its elements differently. */
function valueAndGradients(
  inputs: Record<string, Tensor>,
  piece: (inputs: Record<string, Tensor>) => Tensor,
): number[][] {
  const names = Object.keys(inputs);
  return tf.tidy(() => {
    const value = piece(inputs);
    const factors = tf.sin(tf.reshape(tf.range(1, value.size + 1), value.shape));
    const gradients = tf.grads((...given: Tensor[]) =>
      tf.sum(tf.mul(piece(Object.fromEntries(names.map((name, k) => [name, given[k]!]))), factors)),
    )(Object.values(inputs));
    return [value, ...gradients].map((tensor) => [...tensor.dataSync()]);
  });
}

/** The same piece composed of TensorFlow.js's own operations. */
function composed(build: BuildPiece, inputs: Record<string, Tensor>): Tensor {
  const run = new TensorflowRun(tf, { sumsSegments: true, fusesLstm: false }, true);
  return build(createTensorflowOps(run), inputs) as Tensor;
}

describe("kernels as operations of TensorFlow.js", () => {
  it.each(pieces)("%s has the value and the gradients of composed operations", (_, shapes, build) => {
    const inputs = tensorsOf(shapes);
    const got = valueAndGradients(inputs, (given) => asCustomGradient(tf, machine, given, build));
    const expected = valueAndGradients(inputs, (given) => composed(build, given));
    for (const [k, numbers] of expected.entries()) {
      expect(got[k]!.length).toBe(numbers.length);
      for (const [at, number] of numbers.entries()) expect(got[k]![at]).toBeCloseTo(number, 5);
    }
  });

  it("take part in a chain, with zeros for what a piece does not use", () => {
    const [x, unused] = [tf.tensor1d([1, 2]), tf.tensor1d([3])];
    const gradients = tf.grads((a: Tensor, b: Tensor) => {
      const squares = asCustomGradient(tf, machine, { a: tf.mul(a, 3), b }, (ops, { a }) => ops.multiply(a!, a!));
      return tf.sum(squares);
    })([x, unused]);
    // d/dx (3x)² = 18 x.
    expect([...gradients[0]!.dataSync()]).toEqual([18, 36]);
    expect([...gradients[1]!.dataSync()]).toEqual([0]);
  });

  it("hold nothing afterwards, also when a piece throws", () => {
    const inputs = tensorsOf(pieces[0]![1]);
    const [tensors, elements] = [tf.memory().numTensors, machine.used];
    for (let k = 0; k < 100; k++) {
      valueAndGradients(inputs, (given) => asCustomGradient(tf, machine, given, pieces[0]![2]));
    }
    const broken: BuildPiece = (ops, { projected }) => ops.reshape(projected!, [7]);
    expect(() => tf.tidy(() => asCustomGradient(tf, machine, inputs, broken))).toThrow(
      /expected a shape of 32 elements/,
    );
    expect([tf.memory().numTensors, machine.used]).toEqual([tensors, elements]);
  });
});
