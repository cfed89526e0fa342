import type { UnitRows } from "./unit-rows";

/** 1 / length of each vector `[B, S]`, written into `out` `[B]`; 0 for a vector of zeros. O(B S). */
export function inverseNorms(vectors: Float32Array, size: number, out: Float64Array): void {
  for (let b = 0, at = 0; b < out.length; b++) {
    let sum = 0;
    for (const end = (b + 1) * size; at < end; at++) sum += vectors[at]! * vectors[at]!;
    out[b] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }
}

/**
 * The cosine of one item's vector and the vector that begins at `at`, whose inverse length is given: -1…1, and 0 where
 * either is zero. O(entries of the item).
 */
export function cosineAt(
  { offsets, dimension, value }: UnitRows,
  item: number,
  vectors: Float32Array,
  at: number,
  inverseNorm: number,
): number {
  let sum = 0;
  for (let e = offsets[item]!; e < offsets[item + 1]!; e++) sum += value[e]! * vectors[at + dimension[e]!]!;
  return sum * inverseNorm;
}

/**
 * The cosines of all items' vectors and vectors `[B, S]` whose inverse lengths `[B]` are given, written into `out`
 * `[B, I]`. O(B entries of the items).
 */
export function cosines(
  { size, offsets, dimension, value }: UnitRows,
  vectors: Float32Array,
  inverse: Float64Array,
  out: Float32Array,
): void {
  const itemCount = offsets.length - 1;
  for (let b = 0, cell = 0; b < inverse.length; b++) {
    const row = b * size;
    const scale = inverse[b]!;
    for (let item = 0, e = 0; item < itemCount; item++, cell++) {
      let sum = 0;
      for (const end = offsets[item + 1]!; e < end; e++) sum += value[e]! * vectors[row + dimension[e]!]!;
      out[cell] = sum * scale;
    }
  }
}
