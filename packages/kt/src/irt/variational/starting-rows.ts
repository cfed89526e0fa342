import { createRandomField, logit } from "@zpd/core";
import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { SortedAnswers } from "./sorted-answers";

/** Right and wrong answers added before a logit is taken, so that all right stays finite. */
const SMOOTHING = 0.5;
/** Spread of the further factors at the start: all zero is a saddle where nothing moves. */
const FURTHER_SPREAD = 0.5;
/** Variance of every parameter at the start: less than the prior's, more than a posterior's. */
const VARIANCE = 0.1;

function rightCount(packed: Uint32Array, from: number, to: number): number {
  let right = 0;
  for (let n = from; n < to; n++) right += packed[n]! & 1;
  return right;
}

function smoothedLogit(right: number, count: number): number {
  return logit((right + SMOOTHING) / (count + 2 * SMOOTHING));
}

/**
 * Fills the rows of learners from `firstLearner` and items from `firstItem` on: discrimination 1, ability and threshold the
 * logits of smoothed success rates around the rate of all, further factors at random, their discriminations positive. O(N).
 */
export function fillStartingRows(
  answers: SortedAnswers,
  factors: number,
  seed: number,
  learnerRows: Float32Array,
  itemRows: Float32Array,
): void {
  const { learnerOffsets, byLearner, itemOffsets, byItem } = answers;
  const total = byLearner.length;
  const overall = smoothedLogit(rightCount(byLearner, 0, total), total);
  const field = createRandomField(seed, "irt-start");
  const learnerWidth = learnerRowWidth(factors);
  for (let l = 0; l + 1 < learnerOffsets.length; l++) {
    const from = learnerOffsets[l]!;
    const to = learnerOffsets[l + 1]!;
    const row = l * learnerWidth;
    learnerRows[row] = to === from ? 0 : smoothedLogit(rightCount(byLearner, from, to), to - from) - overall;
    for (let d = 1; d < factors; d++) learnerRows[row + d] = FURTHER_SPREAD * field.normal(0, l, d);
    learnerRows.fill(VARIANCE, row + factors, row + learnerWidth);
  }
  const itemWidth = itemRowWidth(factors);
  for (let i = 0; i + 1 < itemOffsets.length; i++) {
    const from = itemOffsets[i]!;
    const to = itemOffsets[i + 1]!;
    const row = i * itemWidth;
    itemRows[row] = 1;
    for (let d = 1; d < factors; d++) itemRows[row + d] = FURTHER_SPREAD * Math.abs(field.normal(1, i, d));
    itemRows.fill(VARIANCE, row + factors, row + itemWidth);
    itemRows[row + 2 * factors] = to === from ? 0 : -smoothedLogit(rightCount(byItem, from, to), to - from);
  }
}
