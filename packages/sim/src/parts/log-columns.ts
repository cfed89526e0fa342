import type { ScoreColumn } from "@zpd/core";

/** The columns of a log while it is being played, learners in any order. */
export interface LogColumns {
  /** Adds the next answer of learner `l`. O(1). */
  add(l: number, item: number, score: number): void;
  /** The columns; learners who gave fewer answers than planned leave no gap. O(N). */
  finish(): { readonly offsets: Int32Array; readonly item: Int32Array; readonly score: ScoreColumn };
}

/** Columns with room for the planned number of answers of each learner `[L]`: 5 bytes an answer. */
export function createLogColumns(planned: Int32Array): LogColumns {
  const size = planned.length;
  const start = new Int32Array(size + 1);
  for (let l = 0; l < size; l++) start[l + 1] = start[l]! + planned[l]!;
  const item = new Int32Array(start[size]!);
  let score: ScoreColumn = new Uint8Array(start[size]!);
  const count = new Int32Array(size);
  return {
    add(l, answered, value) {
      // Bytes hold 0 and 1 only; the first answer in between makes the column wider.
      if (value !== 0 && value !== 1 && score instanceof Uint8Array) score = Float32Array.from(score);
      const at = start[l]! + count[l]!++;
      item[at] = answered;
      score[at] = value;
    },
    finish() {
      const offsets = new Int32Array(size + 1);
      for (let l = 0; l < size; l++) {
        // Moves left only, so nothing is overwritten before it is moved.
        item.copyWithin(offsets[l]!, start[l]!, start[l]! + count[l]!);
        score.copyWithin(offsets[l]!, start[l]!, start[l]! + count[l]!);
        offsets[l + 1] = offsets[l]! + count[l]!;
      }
      return { offsets, item: item.slice(0, offsets[size]!), score: score.slice(0, offsets[size]!) };
    },
  };
}
