import { NO_ITEM } from "@zpd/core";
import { assertAnswerShapes, badScoreError, candidatesPerLearner, unknownItemError } from "./check-batch";

/**
 * Checks one `observe` call before anything is written, so that a refused batch leaves the state as it was. O(B).
 * @throws SHAPE, INVALID_INPUT
 */
export function assertAnswers(
  where: string,
  batchSize: number,
  items: Int32Array,
  scores: Float32Array,
  itemCount: number,
): void {
  assertAnswerShapes(where, batchSize, items, scores);
  for (let b = 0; b < batchSize; b++) {
    const item = items[b]!;
    if (item === NO_ITEM) continue;
    if (!(item >= 0 && item < itemCount)) throw unknownItemError(where, item, b, itemCount);
    if (!(scores[b]! >= 0 && scores[b]! <= 1)) throw badScoreError(where, scores[b]!, b);
  }
}

/** Checks the candidates `[B, N]` of a `predictItems` call and returns `N`. O(B N). @throws SHAPE, INVALID_INPUT */
export function assertCandidates(where: string, items: Int32Array, batchSize: number, itemCount: number): number {
  const candidates = candidatesPerLearner(where, items, batchSize);
  for (let k = 0; k < items.length; k++) {
    const item = items[k]!;
    if (item !== NO_ITEM && !(item >= 0 && item < itemCount)) {
      throw unknownItemError(where, item, Math.floor(k / candidates), itemCount);
    }
  }
  return candidates;
}
