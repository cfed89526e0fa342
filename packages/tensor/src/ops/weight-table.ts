import { assertThat } from "@zpd/core";
import { TABLE_BLOCK } from "../kernels/table-attention";
import type { Weight } from "../types/engine";

/** Factors of attention weights that are worked out once. */
export interface WeightTable {
  /** As `attendByTables` has it: `[heads, ceil(N / 12), R, 12]`, zeros where there is no item. */
  readonly table: Weight;
  /** The farthest exponent from the middle of an item's exponents: factors lie between exp(-reach) and exp(reach). */
  readonly reach: number;
}

/** Numbers of a table of N items and R rows. */
export function weightTableSize(items: number, rows: number, heads: number): number {
  return heads * Math.ceil(items / TABLE_BLOCK) * TABLE_BLOCK * rows;
}

/**
 * exp(q k / sqrt(D / heads)) for every head, query `[N, D]` and key `[R, D]`. A query's exponents are moved so that the
 * middle between the greatest and the least of a head is 0, which a softmax does not see. Costs N R D multiplications.
 */
export function weightTable(queries: Weight, keys: Weight, heads: number): WeightTable {
  const [count = 0, d = 0] = queries.shape;
  const rows = keys.shape[0]!;
  assertThat(keys.shape[1] === d && d % heads === 0, "SHAPE", {
    where: "weightTable",
    expected: `queries [N, D] and keys [R, D], D a multiple of ${heads}`,
    got: `[${queries.shape}], [${keys.shape}]`,
  });
  const width = d / heads;
  const blocks = Math.ceil(count / TABLE_BLOCK);
  const data = new Float32Array(weightTableSize(count, rows, heads));
  const exponents = new Float64Array(rows);
  let reach = 0;
  for (let head = 0; head < heads; head++) {
    for (let item = 0; item < count; item++) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let c = head * width; c < (head + 1) * width; c++) {
          sum += queries.data[item * d + c]! * keys.data[row * d + c]!;
        }
        exponents[row] = sum / Math.sqrt(width);
        least = Math.min(least, exponents[row]!);
        most = Math.max(most, exponents[row]!);
      }
      reach = Math.max(reach, (most - least) / 2);
      const middle = (most + least) / 2;
      const block = head * blocks + Math.floor(item / TABLE_BLOCK);
      for (let row = 0; row < rows; row++) {
        data[(block * rows + row) * TABLE_BLOCK + (item % TABLE_BLOCK)] = Math.exp(exponents[row]! - middle);
      }
    }
  }
  return { table: { shape: [heads * blocks, rows * TABLE_BLOCK], data }, reach };
}
