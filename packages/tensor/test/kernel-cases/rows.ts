import type { KernelCase, Take } from "./case";

const ROWS = 7;

/** Ragged lists of row numbers: the list of row r has r % 4 of them. */
function lists({ ids, integers }: Take, m: number): readonly [offsets: number, ids: number] {
  const offsets = [0];
  for (let r = 0; r < m; r++) offsets.push(offsets[r]! + (r % 4));
  return [integers(offsets), ids(offsets[m]!, ROWS)];
}

export const rowCases = {
  gatherRows: { given: ({ floats, ids }, m, n) => [floats(ROWS * n), ids(m, ROWS), floats(m * n), m, n] },
  scatterAddRows: { given: ({ floats, ids }, m, n) => [floats(m * n), ids(m, ROWS), floats(ROWS * n), m, n] },
  meanRows: { given: (take, m, n) => [take.floats(ROWS * n), ...lists(take, m), take.floats(m * n), m, n] },
  meanRowsBackward: { given: (take, m, n) => [take.floats(m * n), ...lists(take, m), take.floats(ROWS * n), m, n] },
  dotRows: {
    given: ({ floats, ids }, m, n) => [floats(m * n), floats(ROWS * n), floats(ROWS), ids(m, ROWS), floats(m), m, n],
  },
  dotRowsBackwardInput: {
    variants: 2,
    given: ({ floats, ids }, m, n, accumulate) => [
      ...[floats(m), floats(ROWS * n), ids(m, ROWS), floats(m * n)],
      ...[m, n, accumulate],
    ],
  },
  dotRowsBackwardTable: {
    given: ({ floats, ids }, m, n) => [floats(m), floats(m * n), ids(m, ROWS), floats(ROWS * n), floats(ROWS), m, n],
  },
  copyColumns: {
    given: ({ floats }, m, n) => [floats(m * (n + 3)), floats(m * (n + 2)), m, n + 3, n + 2, 2, 1, n],
  },
  addColumns: {
    given: ({ floats }, m, n) => [floats(m * (n + 3)), floats(m * (n + 2)), m, n + 3, n + 2, 2, 1, n],
  },
  addRow: {
    variants: 2,
    given({ floats }, m, n, variant) {
      const x = floats(m * n);
      return [x, floats(n), variant === 1 ? x : floats(m * n), m, n];
    },
  },
  multiplyRow: {
    // Overwrite, add, and overwrite in place.
    variants: 3,
    given({ floats }, m, n, variant) {
      const x = floats(m * n);
      return [x, floats(n), variant === 2 ? x : floats(m * n), m, n, variant === 1 ? 1 : 0];
    },
  },
  sumRows: { given: ({ floats }, m, n) => [floats(m * n), floats(n), m, n] },
  sumProductRows: { given: ({ floats }, m, n) => [floats(m * n), floats(m * n), floats(n), m, n] },
  sumColumns: { given: ({ floats }, m, n) => [floats(m * n), floats(m), m, n] },
  sumColumnsBackward: {
    variants: 2,
    given: ({ floats }, m, n, accumulate) => [floats(m), floats(m * n), m, n, accumulate],
  },
} satisfies Record<string, KernelCase>;
