import { NO_ITEM, type PolicyStart, type RecommendRequest, ZpdError } from "@zpd/core";

/** Throws unless the options of a start fit together. O(1). */
export function checkStart(where: string, options: PolicyStart): void {
  const { batchSize, seed } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "a batch size of at least 1", got: String(batchSize) });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "an integer seed", got: String(seed) });
  }
  for (const name of ["learners", "streams", "preTest"] as const) {
    const column = options[name];
    if (column !== undefined && column.length !== batchSize) {
      throw new ZpdError("SHAPE", { where, expected: `${name} [B] = ${batchSize}`, got: `${column.length} values` });
    }
  }
}

/** Throws unless a request fits a batch of `B` over `I` items. O(1). */
export function checkRequest(
  where: string,
  { k, actionMask }: RecommendRequest,
  batchSize: number,
  items: number,
): void {
  if (!Number.isInteger(k) || k < 1) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "k of at least 1", got: String(k) });
  }
  if (actionMask !== undefined && actionMask.length !== batchSize * items) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `actionMask [B, I] = ${batchSize} x ${items}`,
      got: `${actionMask.length} values`,
    });
  }
}

/** Throws unless the answers `[B]` name known items and hold scores in 0…1. O(B). */
export function checkAnswers(
  where: string,
  items: Int32Array,
  scores: Float32Array,
  batchSize: number,
  itemCount: number,
): void {
  if (items.length !== batchSize || scores.length !== batchSize) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `items and scores [B] = ${batchSize}`,
      got: `${items.length} items, ${scores.length} scores`,
    });
  }
  for (let b = 0; b < batchSize; b++) {
    const item = items[b]!;
    if (item === NO_ITEM) continue;
    if (!(item >= 0 && item < itemCount)) {
      throw new ZpdError("UNKNOWN_ID", {
        where,
        expected: `item indices 0…${itemCount - 1}, or NO_ITEM`,
        got: `${item} for row ${b}`,
      });
    }
    if (!(scores[b]! >= 0 && scores[b]! <= 1)) {
      throw new ZpdError("INVALID_INPUT", { where, expected: "scores in 0…1", got: `${scores[b]} for row ${b}` });
    }
  }
}

/** Number of candidates a learner, `N`; throws unless `items` is `[B, N]` of known items. O(B N). */
export function checkCandidates(where: string, items: Int32Array, batchSize: number, itemCount: number): number {
  if (items.length % batchSize !== 0) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `items [B, N] with B = ${batchSize}`,
      got: `${items.length} values`,
    });
  }
  const unknown = items.findIndex((item) => item !== NO_ITEM && !(item >= 0 && item < itemCount));
  if (unknown >= 0) {
    throw new ZpdError("UNKNOWN_ID", {
      where,
      expected: `item indices 0…${itemCount - 1}, or NO_ITEM`,
      got: `${items[unknown]} at place ${unknown}`,
    });
  }
  return items.length / batchSize;
}

/** Throws unless every learner has a test before the course `[B]`. O(B). */
export function checkPreTest(where: string, preTest: Float64Array | undefined): void {
  const missing = preTest === undefined ? 0 : preTest.findIndex((score) => Number.isNaN(score));
  if (missing < 0) return;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: "a pre-test for every learner, for the reward model uses it",
    got: `none for row ${missing}`,
    advice: "pass preTest to start, or fit the reward model without it",
  });
}
