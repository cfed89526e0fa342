import { matrixScratch, outerScratch } from "../../src/kernels/kernel-scratch";
import type { KernelCase } from "./case";

/** Depth of the products. */
const K = 13;

export const linearCases = {
  matrixProduct: {
    // Plain and transposed w; with a bias, without, and adding.
    variants: 6,
    given({ floats, scratch }, m, n, variant) {
      const [x, w, bias, y] = [floats(m * K), floats(K * n), floats(n), floats(m * n)];
      const way = variant % 3;
      const room = matrixScratch(K, n);
      const steps = variant < 3 ? [n, 1] : [1, K];
      return [x, w, way === 0 ? bias : -1, y, m, K, n, ...steps, way === 2 ? 1 : 0, scratch(room), room];
    },
  },
  outerProducts: {
    given({ floats, scratch }, m, n) {
      const room = outerScratch(K, n);
      return [floats(m * K), floats(m * n), floats(K * n), m, K, n, scratch(room), room];
    },
  },
} satisfies Record<string, KernelCase>;
