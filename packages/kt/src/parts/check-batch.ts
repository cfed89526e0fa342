import { assertLength, NO_ITEM, ZpdError } from "@zpd/core";

/** Checks the shapes of one `observe` call: `items` and `scores` `[B]`. @throws SHAPE */
export function assertAnswerShapes(
  where: string,
  batchSize: number,
  items: ArrayLike<number>,
  scores: ArrayLike<number>,
): void {
  assertLength(where, "items", items, batchSize, "[B]");
  assertLength(where, "scores", scores, batchSize, "[B]");
}

/** The error for an item outside the vocabulary; thrown from hot loops, which test the index themselves. */
export function unknownItemError(where: string, item: number, row: number, itemCount: number): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where,
    expected: `item indices 0…${itemCount - 1}, or ${NO_ITEM} for none`,
    got: `${item} at row ${row}`,
  });
}

/** The error for a score outside 0…1; thrown from hot loops, which test the value themselves. */
export function badScoreError(where: string, score: number, row: number): ZpdError {
  return new ZpdError("INVALID_INPUT", { where, expected: "scores in 0…1", got: `${score} at row ${row}` });
}

/** The output array: `out` when given and of the right length, else a new one. @throws SHAPE */
export function outputArray(where: string, out: Float32Array | undefined, length: number, shape: string): Float32Array {
  if (out === undefined) return new Float32Array(length);
  assertLength(where, "out", out, length, shape);
  return out;
}

/** Number of candidates per learner in an `items` array `[B, N]`. @throws SHAPE when it is no multiple of `B` */
export function candidatesPerLearner(where: string, items: ArrayLike<number>, batchSize: number): number {
  const candidates = batchSize === 0 ? 0 : items.length / batchSize;
  if (!Number.isInteger(candidates)) {
    throw new ZpdError("SHAPE", {
      where,
      expected: `items of shape [B, N] with B = ${batchSize}`,
      got: `${items.length} values`,
    });
  }
  return candidates;
}

/** Checks a `selectRows` request. @throws INVALID_INPUT on a row the state does not have */
export function assertRows(where: string, rows: Int32Array, batchSize: number): void {
  for (let k = 0; k < rows.length; k++) {
    if (!(rows[k]! >= 0 && rows[k]! < batchSize)) {
      throw new ZpdError("INVALID_INPUT", { where, expected: `rows 0…${batchSize - 1}`, got: `${rows[k]} at ${k}` });
    }
  }
}

/** Throws INVALID_INPUT unless a batch size is a whole number of at least 0. */
export function assertBatchSize(where: string, batchSize: number): void {
  if (!(Number.isInteger(batchSize) && batchSize >= 0)) {
    throw new ZpdError("INVALID_INPUT", { where, expected: "a batch size of at least 0", got: String(batchSize) });
  }
}

/** The error for beliefs that are no numbers, somewhere in rows `from … to - 1`; thrown from hot loops. */
export function badStateError(where: string, from: number, to: number): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where,
    expected: "a state of probabilities, as start and observe make it",
    got: `NaN within rows ${from}…${to - 1}`,
    advice: "begin anew with start, or restore the state as it was stored",
  });
}
