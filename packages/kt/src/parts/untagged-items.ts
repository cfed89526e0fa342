import type { InteractionLog } from "@zpd/core";
import { scoreLikelihood } from "../maths/score-likelihood";

export interface UntaggedFit {
  /** Of the answers to items without a concept. */
  readonly logLikelihood: number;
  /** Items without a concept that nobody answered. */
  readonly unseenItems: readonly number[];
}

/**
 * A constant P(correct) for every item that has no concept, written into `rate` `[I]`: its mean training score with
 * one more answer at the mean of the whole log added, so that it is never 0 or 1. Learners do not learn on such items.
 * O(N).
 */
export function fitUntaggedItems({ item, score, qMatrix }: InteractionLog, rate: Float64Array): UntaggedFit {
  const sum = new Float64Array(rate.length);
  const count = new Float64Array(rate.length);
  let total = 0;
  for (let n = 0; n < item.length; n++) {
    sum[item[n]!]! += score[n]!;
    count[item[n]!]! += 1;
    total += score[n]!;
  }
  // One answer of each kind more keeps the mean of a log without answers, or with one kind only, inside 0…1.
  const overall = (total + 1) / (item.length + 2);
  const unseenItems: number[] = [];
  const isUntagged = (i: number): boolean => qMatrix.offsets[i] === qMatrix.offsets[i + 1];
  for (let i = 0; i < rate.length; i++) {
    if (!isUntagged(i)) continue;
    rate[i] = (sum[i]! + overall) / (count[i]! + 1);
    if (count[i] === 0) unseenItems.push(i);
  }
  let logLikelihood = 0;
  for (let n = 0; n < item.length; n++) {
    if (isUntagged(item[n]!)) logLikelihood += Math.log(scoreLikelihood(score[n]!, rate[item[n]!]!));
  }
  return { logLikelihood, unseenItems };
}
