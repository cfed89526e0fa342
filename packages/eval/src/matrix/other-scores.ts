import { assertLength } from "@zpd/core";
import type { RemCell } from "../types/rem-cell";
import type { RemManifest } from "../types/rem-manifest";

/**
 * What each of a study's other reward models scored: for every model the cells' scores, each `[lengths, learners,
 * repeats]`, as views. @throws SHAPE when a cell has another number of models
 */
export function otherScoresOf(manifest: RemManifest, cells: readonly RemCell[]): Float64Array[][] {
  const { lengths, learners, repeats, otherRewardModels = [] } = manifest;
  if (otherRewardModels.length === 0) return [];
  const size = lengths.length * learners.length * repeats;
  for (const { otherScores = [] } of cells) {
    const shape = "[models, lengths, learners, repeats]";
    assertLength("summariseRem", "otherScores", otherScores, otherRewardModels.length * size, shape);
  }
  return otherRewardModels.map((_, model) =>
    cells.map(({ otherScores }) => otherScores!.subarray(model * size, (model + 1) * size)),
  );
}
