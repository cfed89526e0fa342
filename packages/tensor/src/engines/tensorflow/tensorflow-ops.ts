import type { Tensor } from "@tensorflow/tfjs-core";
import { assertThat } from "@zpd/core";
import type { Ops, Value } from "../../types/ops";
import { causalAttention } from "./attention";
import { activate, assertRowOrSame, detach, dropout } from "./elementwise";
import { gru } from "./gru";
import { lstm } from "./lstm";
import { memoryScan } from "./memory-scan";
import { binaryCrossEntropy, layerNorm, sampleColumns, sparsemax } from "./over-rows";
import { dotRows, gatherRows, meanRows } from "./rows";
import { flatten } from "./tensorflow";
import type { TensorflowIndices, TensorflowRun } from "./tensorflow-run";

/** The tensor behind a value of this engine: values are TensorFlow.js's tensors themselves. */
function of(x: Value): Tensor {
  return x as Tensor;
}

function product(run: TensorflowRun, where: string, a: Tensor, b: Tensor, transposed: boolean): Tensor {
  assertThat(a.shape[1] === b.shape[transposed ? 1 : 0], "SHAPE", {
    where,
    expected: transposed ? "a [M, K], b [N, K]" : "x [M, K], w [K, N]",
    got: `[${a.shape}], [${b.shape}]`,
  });
  return run.tf.matMul(a, b, false, transposed);
}

/** The operations of models, composed of those of TensorFlow.js. */
export function createTensorflowOps(run: TensorflowRun): Ops {
  const { tf } = run;
  const pair = (name: "add" | "sub" | "mul", where: string, a: Value, b: Value): Tensor => {
    assertRowOrSame(where, of(a), of(b));
    return tf[name](of(a), of(b));
  };
  return {
    training: run.training,
    constant: (data, shape) => tf.tensor(data.slice(), [...shape], "float32"),
    indices: (data) => run.indices(data),
    reshape(x, shape) {
      const size = shape.reduce((whole, length) => whole * length, 1);
      assertThat(size === of(x).size, "SHAPE", {
        where: "ops.reshape",
        expected: `a shape of ${of(x).size} elements`,
        got: `[${shape}]`,
      });
      return tf.reshape(of(x), [...shape]);
    },
    concat(parts) {
      const rows = parts[0]!.shape[0]!;
      const other = parts.find(({ shape }) => shape[0] !== rows);
      assertThat(other === undefined, "SHAPE", {
        where: "ops.concat",
        expected: `${rows} rows in each part`,
        got: `${other?.shape[0]}`,
      });
      return tf.concat(parts.map(of), 1);
    },
    columns(x, first, count) {
      const [m, k] = of(x).shape as [number, number];
      assertThat(first >= 0 && first + count <= k, "SHAPE", {
        where: "ops.columns",
        expected: `columns among ${k}`,
        got: `${first} to ${first + count}`,
      });
      return tf.slice(of(x), [0, first], [m, count]);
    },
    gatherRows: (table, ids) => gatherRows(run, of(table), ids as TensorflowIndices),
    meanRows: (table, offsets, ids) => meanRows(run, of(table), offsets, ids),
    dotRows: (x, table, bias, ids) => dotRows(run, of(x), of(table), of(bias), ids),
    linear(x, w, bias) {
      const y = product(run, "ops.linear", of(x), of(w), false);
      return bias === undefined ? y : pair("add", "ops.linear", y, bias);
    },
    productTransposed: (a, b) => product(run, "ops.productTransposed", of(a), of(b), true),
    add: (a, b) => pair("add", "ops.add", a, b),
    subtract: (a, b) => pair("sub", "ops.subtract", a, b),
    multiply: (a, b) => pair("mul", "ops.multiply", a, b),
    affine: (x, factor, offset = 0) => tf.add(tf.mul(of(x), factor), offset),
    activate: (x, kind) => activate(tf, of(x), kind),
    dropout: (x, rate, seed) => dropout(run, of(x), rate, seed),
    softmax: (x) => tf.softmax(of(x)),
    sparsemax: (x) => sparsemax(tf, of(x)),
    layerNorm: (x, gain, offset) => layerNorm(tf, of(x), of(gain), of(offset)),
    rowSums: (x) => tf.sum(of(x), -1),
    sum: (x) => tf.reshape(tf.sum(of(x)), [1]),
    lstm: (input) => lstm(run, input),
    gru: (input) => gru(run, input),
    memoryScan: (input) => memoryScan(run, input),
    causalAttention: (input) => causalAttention(tf, input),
    binaryCrossEntropy(logits, targets, weights) {
      const [l, t, w] = [of(logits), of(targets), of(weights)].map((x) => flatten(tf, x)) as [Tensor, Tensor, Tensor];
      assertThat(t.size === l.size && w.size === l.size, "SHAPE", {
        where: "ops.binaryCrossEntropy",
        expected: `targets and weights of ${l.size} elements`,
        got: `${t.size} and ${w.size}`,
      });
      return binaryCrossEntropy(tf, l, t, w);
    },
    sample: (probabilities, uniforms) => run.computedIndices(sampleColumns(tf, of(probabilities), uniforms)),
    detach: (x) => detach(tf, of(x)),
  };
}
