import type { Tensor } from "@tensorflow/tfjs-core";
import { type Tensorflow, withGradient } from "../engines/tensorflow/tensorflow";
import type { Machine } from "../kernels/machine";
import { Tape, type TapeValue } from "../ops/tape";
import { createTapeOps } from "../ops/tape-ops";
import type { Ops, Value, Values } from "../types/ops";

/** A piece of a model, written in the operations of this package. */
export type BuildPiece = (ops: Ops, inputs: Values) => Value;

/** Runs `work` with the tensors' numbers in scratch memory of the machine, which is given back however it ends. */
function withInputs<T>(
  machine: Machine,
  inputs: Readonly<Record<string, Tensor>>,
  recording: boolean,
  work: (tape: Tape, values: Readonly<Record<string, TapeValue>>) => T,
): T {
  const mark = machine.mark();
  try {
    const tape = new Tape(machine, recording);
    const values = Object.entries(inputs).map(([name, tensor]): [string, TapeValue] => {
      const numbers = tensor.dataSync() as Float32Array;
      return [name, { ...tape.constant(numbers, [...tensor.shape]), needsGradient: recording }];
    });
    return work(tape, Object.fromEntries(values));
  } finally {
    machine.release(mark);
  }
}

/** Numbers of a machine as a tensor; zeros where it has none. */
function toTensor(tf: Tensorflow, { float }: Machine, address: number | undefined, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const numbers =
    address === undefined ? new Float32Array(size) : Float32Array.from(float.subarray(address, address + size));
  return tf.tensor(numbers, [...shape], "float32");
}

/**
 * One operation of TensorFlow.js made of kernels: for models that are written in TensorFlow.js and want the fused ones.
 * Takes float tensors by name, copies their numbers into the machine, runs `build` there and returns the result as a
 * tensor. Gradients come from the kernels, too; the way back runs the piece once more, so that nothing is held between.
 *
 * ```
 * const hidden = asCustomGradient(tf, machine, { projected, recurrent }, (ops, { projected, recurrent }) =>
 *   ops.lstm({ batch, steps, projected, recurrent, tokens: ops.indices(tokens) }).hidden);
 * ```
 *
 * Copying costs about a millisecond for a million numbers; tensors are read at once, which backends on a GPU refuse or
 * make slow. Dropout in a piece drops the same elements on the way back; outside of gradients it drops none.
 */
export function asCustomGradient(
  tf: Tensorflow,
  machine: Machine,
  inputs: Readonly<Record<string, Tensor>>,
  build: BuildPiece,
): Tensor {
  return withGradient(tf, Object.values(inputs), () => {
    const value = withInputs(machine, inputs, false, (tape, values) => {
      const { data, shape } = build(createTapeOps(tape), values) as TapeValue;
      return toTensor(tf, machine, data, shape);
    });
    return {
      value,
      saved: inputs,
      gradient: (dy, saved) =>
        withInputs(machine, saved, true, (tape, values) => {
          const ops = createTapeOps(tape);
          // The gradient of sum(result dy) is what dy sends back through the result.
          const weighted = ops.multiply(build(ops, values), ops.constant(dy.dataSync() as Float32Array, dy.shape));
          tape.backward(ops.sum(weighted) as TapeValue);
          return Object.values(values).map(({ gradient, shape }) => toTensor(tf, machine, gradient, shape));
        }),
    };
  });
}
