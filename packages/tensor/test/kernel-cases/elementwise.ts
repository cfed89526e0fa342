import { ACTIVATIONS } from "../../src/types/activations";
import type { KernelCase, Take } from "./case";

/** Two inputs and an output, which is the first input in the second variant. */
function pairs({ floats }: Take, m: number, n: number, variant: number): readonly number[] {
  const a = floats(m * n);
  return [a, floats(m * n), variant === 1 ? a : floats(m * n), m * n];
}

/** An input and an output, which are one in the second variant. */
function single({ floats }: Take, m: number, n: number, variant: number): readonly number[] {
  const x = floats(m * n);
  return [x, variant === 1 ? x : floats(m * n), m * n];
}

const KINDS = Object.keys(ACTIVATIONS).length;

export const elementwiseCases = {
  fill: { given: ({ floats }, m, n) => [floats(m * n), m * n, 0.7] },
  addScaled: { variants: 2, given: (take, m, n, variant) => [...single(take, m, n, variant), -0.7] },
  add: { variants: 2, given: pairs },
  subtract: { variants: 2, given: pairs },
  multiply: { variants: 2, given: pairs },
  addProduct: { given: pairs },
  affine: { variants: 2, given: (take, m, n, variant) => [...single(take, m, n, variant), -0.7, 0.3] },
  activate: {
    variants: 2 * KINDS,
    given: (take, m, n, variant) => [...single(take, m, n, variant % 2), Math.floor(variant / 2)],
  },
  activateBackward: {
    // For each function: overwrite, add, and overwrite in place.
    variants: 3 * KINDS,
    given({ floats }, m, n, variant) {
      const [x, y, dy] = [floats(m * n), floats(m * n), floats(m * n)];
      const way = variant % 3;
      return [x, y, dy, way === 2 ? dy : floats(m * n), m * n, Math.floor(variant / 3), way === 1 ? 1 : 0];
    },
  },
  dropout: {
    variants: 2,
    given: (take, m, n, variant) => [...single(take, m, n, variant), 1000 + variant, 0.3],
  },
  dropoutBackward: { given: (take, m, n) => [...single(take, m, n, 0), -5, 0.6] },
} satisfies Record<string, KernelCase>;
