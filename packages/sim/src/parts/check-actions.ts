import { NO_ITEM, type ResetOptions, ZpdError } from "@zpd/core";

/** Throws unless every action `[B]` is `NO_ITEM` or an item that the mask `[B, I]` allows. O(B). */
export function checkActions(
  where: string,
  actions: Int32Array,
  batchSize: number,
  itemCount: number,
  mask: Uint8Array | undefined,
): void {
  if (actions.length !== batchSize) {
    throw new ZpdError("SHAPE", { where, expected: `actions [B] = ${batchSize}`, got: `${actions.length} values` });
  }
  for (let b = 0; b < batchSize; b++) {
    const item = actions[b]!;
    if (item === NO_ITEM) continue;
    if (!(item >= 0 && item < itemCount)) {
      throw new ZpdError("CONTRACT", {
        where,
        expected: `item indices 0…${itemCount - 1}, or NO_ITEM to rest`,
        got: `${item} for row ${b}`,
      });
    }
    if (mask !== undefined && mask[b * itemCount + item] === 0) {
      throw new ZpdError("CONTRACT", {
        where,
        expected: "items that info.actionMask allows",
        got: `the masked item ${item} for row ${b}`,
        advice: "pass the mask of the last reset or step to the policy",
      });
    }
  }
}

/** Throws unless the options of a reset fit a batch of `B`; returns the streams, all 0 when absent. */
export function checkReset(
  where: string,
  { seed, learners, streams }: ResetOptions,
  batchSize: number,
  population: number | undefined,
): Int32Array {
  if (!Number.isSafeInteger(seed)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "an integer seed", got: String(seed) });
  }
  if (learners.length !== batchSize || (streams !== undefined && streams.length !== batchSize)) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `learners and streams of shape [B] = ${batchSize}`,
      got: `${learners.length} learners${streams === undefined ? "" : `, ${streams.length} streams`}`,
    });
  }
  for (let b = 0; b < batchSize; b++) {
    const learner = learners[b]!;
    if (learner < 0 || (population !== undefined && learner >= population)) {
      throw new ZpdError("INVALID_INPUT", {
        where,
        expected: population === undefined ? "learner indices >= 0" : `learner indices 0…${population - 1}`,
        got: `${learner} for row ${b}`,
      });
    }
  }
  return streams === undefined ? new Int32Array(batchSize) : streams.slice();
}

/** The error of a step before the first reset. */
export function notReset(where: string): ZpdError {
  return new ZpdError("CONTRACT", {
    where,
    expected: "a reset before the first step",
    got: "none",
    advice: "call reset first",
  });
}

/** Throws unless a batch size is an integer of at least 1. */
export function checkBatchSize(where: string, batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "a batch size of at least 1", got: String(batchSize) });
  }
}
