import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Indices, Sequences } from "../../types/ops";
import { asFloats, flatten, type Tensorflow } from "./tensorflow";

/** Whole numbers as TensorFlow.js works on them. */
export interface TensorflowIndices extends Indices {
  /** As given, with -1 for nothing. */
  readonly ids: Tensor1D;
  /** With 0 in place of -1. */
  readonly rows: Tensor1D;
  /** 0 where nothing is meant, else 1 `[M, 1]`; undefined where every id means a row. */
  readonly present: Tensor | undefined;
  /** The numbers as they came in; undefined where they were computed. */
  readonly host: Int32Array | undefined;
}

/** How a backend of TensorFlow.js is best used. */
export interface BackendTraits {
  /** Sums rows by segment by an op of its own, always in the same order. */
  readonly sumsSegments: boolean;
  /** Runs LSTM over a whole sequence by one op of TensorFlow. */
  readonly fusesLstm: boolean;
}

/** One pass of a model, with what outlives the scopes of TensorFlow.js until the pass ends. */
export class TensorflowRun {
  private readonly kept: Tensor[] = [];

  constructor(
    readonly tf: Tensorflow,
    readonly traits: BackendTraits,
    readonly training: boolean,
  ) {}

  /** Keeps a tensor until `end`. */
  keep<T extends Tensor>(tensor: T): T {
    this.kept.push(this.tf.keep(tensor));
    return tensor;
  }

  end(): void {
    for (const tensor of this.kept) tensor.dispose();
    this.kept.length = 0;
  }

  indices(given: Int32Array): TensorflowIndices {
    const { tf } = this;
    const host = given.slice();
    const ids = this.keep(tf.tensor1d(host, "int32"));
    if (host.every((id) => id >= 0)) return { length: host.length, ids, rows: ids, present: undefined, host };
    return {
      length: host.length,
      ids,
      rows: tf.tensor1d(
        host.map((id) => Math.max(id, 0)),
        "int32",
      ),
      present: tf.tensor2d(
        Float32Array.from(host, (id) => (id < 0 ? 0 : 1)),
        [host.length, 1],
      ),
      host,
    };
  }

  /** Indices that were computed, -1 among them or not. */
  computedIndices(ids: Tensor1D): TensorflowIndices {
    const { tf } = this;
    const present = tf.reshape(asFloats(tf, tf.greaterEqual(ids, 0)), [ids.size, 1]);
    this.keep(ids);
    return { length: ids.size, ids, rows: tf.maximum(ids, tf.scalar(0, "int32")), present, host: undefined };
  }

  /** From learner after learner to step after step: element `b steps + t` moves to `t batch + b`. */
  stepAfterStep(given: Indices, { batch, steps }: Sequences): TensorflowIndices {
    const { ids, host } = given as TensorflowIndices;
    if (host === undefined) {
      const { tf } = this;
      return this.computedIndices(flatten(tf, tf.transpose(tf.reshape(ids, [batch, steps]))));
    }
    const moved = new Int32Array(host.length);
    for (let b = 0; b < batch; b++) for (let t = 0; t < steps; t++) moved[t * batch + b] = host[b * steps + t]!;
    return this.indices(moved);
  }
}
