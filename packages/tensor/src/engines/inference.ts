import type { Machine } from "../kernels/machine";
import { Tape, type TapeValue } from "../ops/tape";
import { createTapeOps } from "../ops/tape-ops";
import type { BuildValues, Weights } from "../types/engine";

/** Weights on a machine, for predictions at run time. */
export interface Inference {
  /**
   * Runs a model forward and returns the numbers of each value as views: they are valid until the next run, and not
   * to be written to.
   */
  run(values: BuildValues): readonly Float32Array[];
}

/** Copies the weights into the machine's memory for good. One machine may serve several models. */
export function createInference(machine: Machine, weights: Weights): Inference {
  const held: Record<string, TapeValue> = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const address = machine.reserve(data.length);
    machine.float.set(data, address);
    held[name] = { shape, size: data.length, data: address, needsGradient: false, gradient: undefined };
  }
  return {
    run(build) {
      const mark = machine.mark();
      try {
        const values = build(createTapeOps(new Tape(machine, false)), held) as readonly TapeValue[];
        const float = machine.float as Float32Array;
        return values.map(({ data, size }) => float.subarray(data, data + size));
      } finally {
        machine.release(mark);
      }
    },
  };
}
