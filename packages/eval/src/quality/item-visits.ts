import type { InteractionLog } from "@zpd/core";

/** From this score on an answer counts as right where a visit ends with the first right one. */
export const RIGHT_SCORE = 0.5;
/** A rate of giving up that rests on fewer failures is pooled with those of all later attempts. */
const FEWEST_FAILURES = 20;

/**
 * A log as visits: runs of answers of one learner to one item, up to the first right one. `L` learners, `V` visits; the
 * visits of learner `l` are `offsets[l] … offsets[l + 1] - 1`, oldest first.
 */
export interface ItemVisits {
  /** `[L + 1]` */
  readonly offsets: Int32Array;
  /** Item of each visit `[V]`. */
  readonly item: Int32Array;
  /** Answers in it `[V]`, from 1. */
  readonly attempts: Int32Array;
  /** 1 where the last of them was right `[V]`, 0 where the learner went on to another item or stopped before that. */
  readonly solved: Uint8Array;
  /** Share of wrong answers that were followed by another attempt at the item, 0…1; NaN without wrong answers. */
  readonly retryRate: number;
  /** `giveUpRate[a - 1]`: share of visits left after `a` wrong answers among those that had as many, `a = 1 … A`. */
  readonly giveUpRate: Float64Array;
}

/** Cuts a log into visits. A learner's very last answer says nothing of giving up. O(N). */
export function itemVisits(log: InteractionLog): ItemVisits {
  const learners = log.learners.size;
  const offsets = new Int32Array(learners + 1);
  const item: number[] = [];
  const attempts: number[] = [];
  const solved: number[] = [];
  const failures: number[] = [];
  const left: number[] = [];
  for (let l = 0; l < learners; l++) {
    const end = log.offsets[l + 1]!;
    for (let n = log.offsets[l]!, tried = 0; n < end; n++) {
      tried++;
      const right = log.score[n]! >= RIGHT_SCORE;
      const stays = !right && n + 1 < end && log.item[n + 1] === log.item[n];
      if (!right && n + 1 < end) {
        failures[tried - 1] = (failures[tried - 1] ?? 0) + 1;
        if (!stays) left[tried - 1] = (left[tried - 1] ?? 0) + 1;
      }
      if (stays) continue;
      item.push(log.item[n]!);
      attempts.push(tried);
      solved.push(right ? 1 : 0);
      tried = 0;
    }
    offsets[l + 1] = item.length;
  }
  const failed = failures.reduce((sum, count) => sum + count, 0);
  const leftInAll = left.reduce((sum, count) => sum + (count ?? 0), 0);
  return {
    offsets,
    item: Int32Array.from(item),
    attempts: Int32Array.from(attempts),
    solved: Uint8Array.from(solved),
    retryRate: failed === 0 ? Number.NaN : 1 - leftInAll / failed,
    giveUpRate: ratesOf(failures, left),
  };
}

/** 1 where an answer is the first of its visit `[N]`. O(N). */
export function firstAttempts({ attempts }: ItemVisits): Uint8Array {
  const first = new Uint8Array(attempts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const count of attempts) {
    first[at] = 1;
    at += count;
  }
  return first;
}

/** One rate an attempt while there are failures enough, then one for all that are left. */
function ratesOf(failures: readonly number[], left: readonly number[]): Float64Array {
  const rates: number[] = [];
  for (let a = 0; a < failures.length; a++) {
    const few = failures[a]! < FEWEST_FAILURES;
    const to = few ? failures.length : a + 1;
    let failed = 0;
    let gone = 0;
    for (let k = a; k < to; k++) {
      failed += failures[k]!;
      gone += left[k] ?? 0;
    }
    rates.push(gone / failed);
    if (few) break;
  }
  return Float64Array.from(rates);
}
