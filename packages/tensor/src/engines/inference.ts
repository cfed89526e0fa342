import type { Machine } from "../kernels/machine";
import { createInferenceOps } from "../ops/inference-ops";
import { Tape, type TapeValue } from "../ops/tape";
import type { Weight, Weights } from "../types/engine";
import type { InferenceOps } from "../types/inference-ops";
import type { Value, Values } from "../types/ops";

/** Weights on a machine, for predictions at run time. */
export interface Inference {
  /** Works out what depends on the weights alone, and holds it beside them under the names given. */
  prepare(values: (ops: InferenceOps, weights: Values) => Values): void;
  /**
   * Runs a model forward and returns the numbers of each value as views: they are valid until the next run, and not
   * to be written to.
   */
  run(values: (ops: InferenceOps, weights: Values) => readonly Value[]): readonly Float32Array[];
}

/** Copies the weights into the machine's memory for good. One machine may serve several models. */
export function createInference(machine: Machine, weights: Weights): Inference {
  const held: Record<string, TapeValue> = {};
  const hold = (name: string, { shape, data }: Weight): void => {
    const address = machine.reserve(data.length);
    machine.float.set(data, address);
    held[name] = { shape, size: data.length, data: address, needsGradient: false, gradient: undefined };
  };
  /** Builds values, hands them to `use`, and takes their memory back. */
  const withScratch = <T>(use: (ops: InferenceOps) => T): T => {
    const mark = machine.mark();
    try {
      return use(createInferenceOps(new Tape(machine, false)));
    } finally {
      machine.release(mark);
    }
  };
  const view = ({ data, size }: TapeValue): Float32Array => (machine.float as Float32Array).subarray(data, data + size);
  for (const [name, weight] of Object.entries(weights)) hold(name, weight);
  return {
    prepare(build) {
      const made = withScratch((ops) =>
        Object.entries(build(ops, held)).map(([name, value]): [string, Weight] => [
          name,
          { shape: value.shape, data: view(value as TapeValue).slice() },
        ]),
      );
      for (const [name, weight] of made) hold(name, weight);
    },
    run: (build) => withScratch((ops) => (build(ops, held) as readonly TapeValue[]).map(view)),
  };
}
