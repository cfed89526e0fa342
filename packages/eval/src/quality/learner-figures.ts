import { conceptsOf, type InteractionLog } from "@zpd/core";

/** Mean score of each learner `[L]`, NaN for one without answers. O(N). */
export function correctRates({ learners, offsets, score }: InteractionLog): Float64Array {
  return Float64Array.from({ length: learners.size }, (_, l) => {
    let sum = 0;
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) sum += score[n]!;
    return sum / (offsets[l + 1]! - offsets[l]!);
  });
}

/** Mean number of each learner's attempts at an item before it was right or left `[L]`, NaN without answers. O(N). */
export function meanAttempts({ learners, offsets }: InteractionLog, first: Uint8Array): Float64Array {
  return Float64Array.from({ length: learners.size }, (_, l) => {
    const own = first.subarray(offsets[l], offsets[l + 1]);
    return own.length / own.reduce((sum, flag) => sum + flag, 0);
  });
}

/** A stretch of practice: from the `from`-th to the `to`-th time that a concept comes up, counted from 1. */
export interface Stretch {
  readonly from: number;
  /** Absent: and all later ones. */
  readonly to?: number;
}

/**
 * Mean score of each learner's first attempts in each stretch of practice `[L, stretches]`, NaN where she has none in
 * it. An attempt counts once for each concept of its item; an item without concepts is its own. Stretches follow each
 * other from 1. Later attempts of a visit are those of learners who failed, so they are left out; then how often a
 * concept comes up depends on the items given, not on the answers. O(N · concepts of an item + L · (C + I)).
 * @param first 1 where an answer is the first of its visit `[N]`
 */
export function practiceRates(log: InteractionLog, first: Uint8Array, stretches: readonly Stretch[]): Float64Array {
  const { qMatrix, offsets, item, score } = log;
  const concepts = qMatrix.concepts.size;
  const practised = new Int32Array(concepts + qMatrix.itemCount);
  const width = stretches.length;
  const sums = new Float64Array(log.learners.size * width);
  const counts = new Int32Array(sums.length);
  const own = new Int32Array(1);
  for (let l = 0; l < log.learners.size; l++) {
    practised.fill(0);
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) {
      if (first[n] === 0) continue;
      own[0] = concepts + item[n]!;
      const needed = conceptsOf(qMatrix, item[n]!);
      for (const concept of needed.length === 0 ? own : needed) {
        const time = ++practised[concept]!;
        const at = stretches.findIndex(({ to }) => to === undefined || time <= to);
        sums[l * width + at]! += score[n]!;
        counts[l * width + at]!++;
      }
    }
  }
  return sums.map((sum, cell) => sum / counts[cell]!);
}
