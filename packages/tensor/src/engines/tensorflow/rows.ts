import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { assertThat, ZpdError } from "@zpd/core";
import type { Indices } from "../../types/ops";
import { flatten, type Tensorflow, withGradient } from "./tensorflow";
import type { TensorflowIndices, TensorflowRun } from "./tensorflow-run";

/** Elements of a one-hot matrix at most: 64 MiB. */
const ONE_HOT_LIMIT = 1 << 24;

/** Row r is the sum of the rows of x `[M, D]` with id r: `[rows, D]`. An id of -1 is left out. */
export function sumSegments({ tf, traits }: TensorflowRun, x: Tensor, ids: Tensor1D, rows: number): Tensor {
  if (traits.sumsSegments) return tf.unsortedSegmentSum(x, ids, rows);
  const [m, d] = x.shape as [number, number];
  const stretch = Math.max(1, Math.floor(ONE_HOT_LIMIT / rows));
  let sum: Tensor | undefined;
  for (let first = 0; first < m; first += stretch) {
    const count = Math.min(stretch, m - first);
    const hot = tf.oneHot(tf.slice(ids, first, count), rows, 1, 0, "float32");
    const part = tf.matMul(hot, tf.slice(x, [first, 0], [count, d]), true, false);
    sum = sum === undefined ? part : tf.add(sum, part);
  }
  return sum ?? tf.zeros([rows, d]);
}

/** Rows of a table, zeros for -1; its gradient is `sumSegments`. */
export function takeRows(tf: Tensorflow, table: Tensor, { rows, present }: TensorflowIndices): Tensor {
  const taken = tf.gather(table, rows);
  return present === undefined ? taken : tf.mul(taken, present);
}

export function gatherRows(run: TensorflowRun, table: Tensor, at: TensorflowIndices): Tensor {
  return withGradient(run.tf, [table], () => ({
    value: takeRows(run.tf, table, at),
    saved: {},
    gradient: (dy) => [sumSegments(run, dy, at.ids, table.shape[0]!)],
  }));
}

/** Means over lists of rows, each list filled up with -1 to the longest. */
export function meanRows(run: TensorflowRun, table: Tensor, offsets: Indices, ids: Indices): Tensor {
  const { tf } = run;
  const at = (offsets as TensorflowIndices).host;
  const from = (ids as TensorflowIndices).host;
  if (at === undefined || from === undefined) {
    throw new ZpdError("CONTRACT", {
      where: "ops.meanRows",
      expected: "offsets and ids that were brought in by ops.indices",
      got: "computed ones",
    });
  }
  const m = at.length - 1;
  let longest = 1;
  for (let r = 0; r < m; r++) longest = Math.max(longest, at[r + 1]! - at[r]!);
  const filled = new Int32Array(m * longest).fill(-1);
  const shares = new Float32Array(m);
  for (let r = 0; r < m; r++) {
    const [first, last] = [at[r]!, at[r + 1]!];
    filled.set(from.subarray(first, last), r * longest);
    shares[r] = last > first ? 1 / (last - first) : 0;
  }
  const rows = tf.reshape(gatherRows(run, table, run.indices(filled)), [m, longest, table.shape[1]!]);
  return tf.mul(tf.sum(rows, 1), tf.tensor2d(shares, [m, 1]));
}

export function dotRows(run: TensorflowRun, x: Tensor, table: Tensor, bias: Tensor, ids: Indices): Tensor {
  const [m, d] = x.shape as [number, number];
  assertThat(ids.length === m && table.shape[1] === d && bias.size === table.shape[0], "SHAPE", {
    where: "ops.dotRows",
    expected: "x [M, D], table [R, D], bias [R], ids [M]",
    got: `[${x.shape}], [${table.shape}], [${bias.shape}], [${ids.length}]`,
  });
  const { tf } = run;
  const at = ids as TensorflowIndices;
  const biases = flatten(tf, gatherRows(run, tf.reshape(bias, [bias.size, 1]), at));
  return tf.add(tf.sum(tf.mul(x, gatherRows(run, table, at)), 1), biases);
}
