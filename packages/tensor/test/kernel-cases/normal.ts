import type { KernelCase, Take } from "./case";

/** An input and an output, which are one in the second variant. */
function single({ floats }: Take, m: number, n: number, variant: number): readonly number[] {
  const x = floats(m * n);
  return [x, variant === 1 ? x : floats(m * n), m, n];
}

/** For `(y, dy, dx, m, n, accumulate)`: overwrite, add, and overwrite in place. */
function backward({ floats }: Take, m: number, n: number, variant: number): readonly number[] {
  const [y, dy] = [floats(m * n, 0, 1), floats(m * n)];
  return [y, dy, variant === 2 ? dy : floats(m * n), m, n, variant === 1 ? 1 : 0];
}

/** Softmax, sparsemax, layer norm and sampling: over each row. */
export const normalCases = {
  softmax: { variants: 2, given: single },
  softmaxBackward: { variants: 3, given: backward },
  sparsemax: { given: single },
  sparsemaxBackward: {
    variants: 3,
    given(take, m, n, variant) {
      const given = backward(take, m, n, variant);
      // Outside the support there are zeros.
      return [take.floats(m * n, 0, 0), ...given.slice(1)];
    },
  },
  layerNorm: {
    variants: 2,
    given({ floats }, m, n, variant) {
      const x = floats(m * n);
      return [x, floats(n), floats(n), variant === 1 ? x : floats(m * n), floats(2 * m), m, n];
    },
  },
  layerNormBackward: {
    variants: 3,
    given({ floats }, m, n, variant) {
      const [x, gain, statistics, dy] = [floats(m * n), floats(n), floats(2 * m), floats(m * n)];
      return [x, gain, statistics, dy, variant === 2 ? dy : floats(m * n), m, n, variant === 1 ? 1 : 0];
    },
  },
  layerNormBackwardWeights: {
    given: ({ floats }, m, n) => [floats(m * n), floats(2 * m), floats(m * n), floats(n), floats(n), m, n],
  },
  sample: {
    given: ({ floats, ids }, m, n) => [floats(m * n, 0, 2 / Math.max(n, 1)), floats(m, 0, 1), ids(m, 9), m, n],
  },
} satisfies Record<string, KernelCase>;
