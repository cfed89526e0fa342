import { createRandomStream } from "@zpd/core";
import { expect } from "vitest";
import { createKernelEngine } from "../src/engines/kernel-engine";
import { createReferenceMachine } from "../src/kernels/reference-machine";
import type { BuildLoss, Engine, Weights } from "../src/types/engine";

/** The meaning of every op, in float64. */
export function exactEngine(): Engine {
  return createKernelEngine({ name: "cpu", reason: "float64" }, () => createReferenceMachine("float64"));
}

/** Multiples of this are what weights are drawn from, so that a weight plus a step is exact in float32. */
const GRID = 2 ** -12;

/** Weights of given shapes, uniform in -1…1 times `scale`, a power of two. */
export function randomWeights(seed: number, shapes: Readonly<Record<string, readonly number[]>>, scale = 1): Weights {
  const random = createRandomStream(seed, "weights");
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const draw = () => scale * Math.round((2 * random.uniform() - 1) / GRID) * GRID;
      return [name, { shape, data: Float32Array.from({ length: size }, draw) }];
    }),
  );
}

const STEP = 2 ** -9;

/**
 * Compares every gradient of a loss with (f(w + h) - f(w - h)) / 2h, refined once by Richardson's extrapolation so that
 * the difference is exact to h^4, all in float64.
 */
export async function expectGradients(weights: Weights, loss: BuildLoss, tolerance = 1e-6): Promise<void> {
  const trainable = exactEngine().createTrainable(weights);
  const { gradients } = await trainable.gradients(loss);
  const at = async (name: string, k: number, step: number): Promise<number> => {
    const { shape, data } = weights[name]!;
    const moved = data.slice();
    moved[k]! += step;
    const other = exactEngine().createTrainable({ ...weights, [name]: { shape, data: moved } });
    return (await other.gradients(loss)).loss;
  };
  for (const [name, { data }] of Object.entries(weights)) {
    for (let k = 0; k < data.length; k++) {
      const slope = async (step: number) => ((await at(name, k, step)) - (await at(name, k, -step))) / (2 * step);
      const expected = (4 * (await slope(STEP)) - (await slope(2 * STEP))) / 3;
      const got = gradients[name]!.data[k]!;
      expect(Math.abs(got - expected), `${name}[${k}]: got ${got}, expected ${expected}`).toBeLessThan(
        tolerance * (1 + Math.abs(expected)),
      );
    }
  }
}
