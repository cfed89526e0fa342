import type { QMatrix } from "@zpd/core";

/** Vectors of length 1 (or 0) in compressed rows: row `i` has the entries `offsets[i] … offsets[i + 1] - 1`. */
export interface UnitRows {
  /** Dimensions of the space, `S`. */
  readonly size: number;
  /** Row starts `[I + 1]`. */
  readonly offsets: Int32Array;
  /** Dimension of each entry. */
  readonly dimension: Int32Array;
  readonly value: Float64Array;
}

/** The rows of a dense matrix `[I, S]` brought to length 1; a row of zeros has no entries. O(I S). */
export function unitRows(vectors: Float32Array, size: number): UnitRows {
  const rows = vectors.length / size;
  const entries = vectors.reduce((count, value) => (value === 0 ? count : count + 1), 0);
  const offsets = new Int32Array(rows + 1);
  const dimension = new Int32Array(entries);
  const value = new Float64Array(entries);
  for (let row = 0, at = 0; row < rows; row++) {
    const vector = vectors.subarray(row * size, (row + 1) * size);
    const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let s = 0; s < size; s++) {
      if (vector[s] === 0) continue;
      dimension[at] = s;
      value[at++] = vector[s]! / norm;
    }
    offsets[row + 1] = at;
  }
  return { size, offsets, dimension, value };
}

/** The rows of a Q-matrix, 1 for each concept of an item, brought to length 1. O(entries of the Q-matrix). */
export function unitRowsOfQMatrix({ itemCount, concepts, offsets, concept }: QMatrix): UnitRows {
  const value = new Float64Array(concept.length);
  for (let i = 0; i < itemCount; i++)
    value.fill(1 / Math.sqrt(offsets[i + 1]! - offsets[i]!), offsets[i]!, offsets[i + 1]!);
  return { size: concepts.size, offsets, dimension: concept, value };
}
