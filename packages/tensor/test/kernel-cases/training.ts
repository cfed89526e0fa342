import { SQUARE_SUMS } from "../../src/kernels/square-sums";
import type { KernelCase } from "./case";

export const trainingCases = {
  binaryCrossEntropy: {
    given: ({ floats }, m) => [floats(m, -9, 9), floats(m, 0, 1), floats(m, 0, 1), floats(m), m],
  },
  binaryCrossEntropyBackward: {
    // Overwrite, add, and overwrite in place.
    variants: 3,
    given({ floats }, m, _n, variant) {
      const dy = floats(m);
      const target = variant === 2 ? dy : floats(m);
      return [floats(m, -9, 9), floats(m, 0, 1), floats(m, 0, 1), dy, target, m, variant === 1 ? 1 : 0];
    },
  },
  sumOfSquares: { given: ({ floats }, m, n) => [floats(m * n), m * n, floats(SQUARE_SUMS)] },
  adam: {
    variants: 2,
    given: ({ floats }, m, n, variant) => [
      ...[floats(m * n), floats(m * n), floats(m * n), floats(m * n, 0), m * n],
      ...[0.5, 0.9, 0.999, 0.01, 3, 1e-8, 0.1 * variant, 0.002 * variant],
    ],
  },
} satisfies Record<string, KernelCase>;
