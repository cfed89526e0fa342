import type { QMatrix } from "@zpd/core";

/**
 * What learners lack for each item `[B, I]`: the sum over its concepts of max(0, threshold - mastery), >= 0.
 * `mastery` is `[B, C]`. O(B (I + entries of the Q-matrix)).
 */
export function masteryShortfall(
  mastery: Float32Array,
  { itemCount, concepts, offsets, concept }: QMatrix,
  threshold: number,
  out: Float32Array,
): void {
  const batchSize = out.length / itemCount;
  for (let b = 0; b < batchSize; b++) {
    const row = b * concepts.size;
    for (let i = 0; i < itemCount; i++) {
      let sum = 0;
      for (let n = offsets[i]!; n < offsets[i + 1]!; n++) sum += Math.max(0, threshold - mastery[row + concept[n]!]!);
      out[b * itemCount + i] = sum;
    }
  }
}
