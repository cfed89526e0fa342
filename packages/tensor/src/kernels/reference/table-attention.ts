import type { Heap } from "../heap";
import { TABLE_BLOCK } from "../table-attention";

/**
 * Attention whose weights are products of two tables: y `[B N, D]`, for learner b, item i and head e the mean of the
 * values of her first `lengths[b]` steps, step t having the weight byToken(e, i, token t) byPlace(e, i, t) and the value
 * row token t of `tokenValues` `[T, D]` plus row t of `placeValues` `[P, D]`, columns of head e. Tokens are `[B, L]`; a
 * step without one (-1) is passed over; no step gives zeros. The tables `[heads, ceil(N / 12), T or P, 12]` have the
 * items in blocks of twelve. `_scratch` holds `tableAttentionScratch` elements a thread. Threads share learners and
 * heads.
 */
export function attendByTables(
  { float, int }: Heap,
  tokens: number,
  lengths: number,
  byToken: number,
  byPlace: number,
  tokenValues: number,
  placeValues: number,
  y: number,
  _scratch: number,
  b: number,
  n: number,
  l: number,
  d: number,
  heads: number,
  tokenCount: number,
  placeCount: number,
): void {
  const width = d / heads;
  const blocks = Math.ceil(n / TABLE_BLOCK);
  for (let learner = 0; learner < b; learner++) {
    for (let item = 0; item < n; item++) {
      const lane = item % TABLE_BLOCK;
      for (let head = 0; head < heads; head++) {
        const block = head * blocks + Math.floor(item / TABLE_BLOCK);
        const sums = new Float64Array(width);
        let total = 0;
        let seen = 0;
        for (let t = 0; t < int[lengths + learner]!; t++) {
          const token = int[tokens + learner * l + t]!;
          if (token < 0) continue;
          seen++;
          const weight =
            float[byToken + (block * tokenCount + token) * TABLE_BLOCK + lane]! *
            float[byPlace + (block * placeCount + t) * TABLE_BLOCK + lane]!;
          total += weight;
          for (let c = 0; c < width; c++) {
            const at = head * width + c;
            sums[c]! += weight * (float[tokenValues + token * d + at]! + float[placeValues + t * d + at]!);
          }
        }
        for (let c = 0; c < width; c++) {
          float[y + (learner * n + item) * d + head * width + c] = seen === 0 ? 0 : sums[c]! / total;
        }
      }
    }
  }
}
