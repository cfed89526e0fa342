import type { Tensor } from "@tensorflow/tfjs-core";
import type { LstmStart, LstmStates } from "./lstm-states";
import { takeRows } from "./rows";
import type { Tensorflow } from "./tensorflow";

/** What this file uses of the backend of `@tensorflow/tfjs-node`. */
interface NodeBackend {
  readonly binding: {
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT64: number;
    createTensor(shape: readonly number[], type: number, values: Int32Array): number;
  };
  readonly tensorMap: { set(key: object, value: object): void };
  executeMultipleOutputs(
    name: string,
    attributes: readonly object[],
    inputs: readonly object[],
    count: number,
  ): Tensor[];
}

/** Scalars of 64 bits, which TensorFlow.js does not know, by value; each is made once and stays. */
const longScalars = new WeakMap<NodeBackend, Map<number, object>>();

function longScalar(backend: NodeBackend, value: number): object {
  const known = longScalars.get(backend) ?? new Map<number, object>();
  longScalars.set(backend, known);
  const found = known.get(value);
  if (found !== undefined) return found;
  const { binding } = backend;
  const dataId = {};
  // Low word first: every machine that TensorFlow's wheels are made for.
  const id = binding.createTensor([], binding.TF_INT64, Int32Array.of(value, 0));
  backend.tensorMap.set(dataId, { shape: [], dtype: binding.TF_INT64, id, values: null, refCount: 1 });
  const scalar = { dataId };
  known.set(value, scalar);
  return scalar;
}

/** From the gates' order i, f, g, o to TensorFlow's, which is i, g, f, o. */
function reorder(tf: Tensorflow, x: Tensor): Tensor {
  const [i, f, g, o] = tf.split(x, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  return tf.concat([i, g, f, o], 1);
}

/**
 * The steps by TensorFlow's op BlockLSTM, which multiplies inputs itself. Where there are fewer tokens than gates,
 * tokens go in as one-hot rows and the table is their weights; else the gathered rows go in, with the unit matrix.
 */
export function fusedSteps(
  tf: Tensorflow,
  { projected, tokens, recurrent, hidden, cell, steps }: LstmStart,
): LstmStates {
  const backend = tf.backend() as unknown as NodeBackend;
  const { binding } = backend;
  const [batch, units] = hidden.shape as [number, number];
  const [count, width] = projected.shape as [number, number];
  const asTokens = count <= width;
  const inputs = asTokens ? tf.oneHot(tokens.ids, count, 1, 0, "float32") : takeRows(tf, projected, tokens);
  const weights = tf.concat([reorder(tf, asTokens ? projected : tf.eye(width)), reorder(tf, recurrent)], 0);
  const peephole = tf.zeros([units]);
  const [i, cs, f, o, ci, co, h] = backend.executeMultipleOutputs(
    "BlockLSTM",
    [
      { name: "forget_bias", type: binding.TF_ATTR_FLOAT, value: 0 },
      { name: "cell_clip", type: binding.TF_ATTR_FLOAT, value: -1 },
      { name: "use_peephole", type: binding.TF_ATTR_BOOL, value: false },
      { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    ],
    [
      longScalar(backend, steps),
      tf.reshape(inputs, [steps, batch, inputs.shape[1]!]),
      cell,
      hidden,
      weights,
      peephole,
      peephole,
      peephole,
      tf.zeros([width]),
    ],
    7,
  );
  return { i: i!, f: f!, g: ci!, o: o!, cell: cs!, squashed: co!, hidden: h! };
}
