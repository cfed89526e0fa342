import { answerCount, type FitReport, type InteractionLog, selectLearners } from "@zpd/core";
import { type IrtPosterior, itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { StepArrays } from "./coordinate-steps";

/** A fit to every so-manieth learner comes first: items are known from it well enough to skip most passes over all. */
const STRIDE = 10;
/** Answers that a part must have: fewer say too little of the items, and a cold start costs next to nothing. */
const MIN_PART_ANSWERS = 50_000;
/** The part is only a start: by then its items move less than they will with all answers. */
export const MAX_PART_PASSES = 30;
export const PART_TOLERANCE = 0.001;

/** Every tenth learner with all her answers; `undefined` where these are too few. O(N / 10). */
export function partOf(log: InteractionLog): InteractionLog | undefined {
  const chosen = Array.from({ length: Math.floor(log.learners.size / STRIDE) }, (_, k) => k * STRIDE);
  let answers = 0;
  for (const l of chosen) answers += log.offsets[l + 1]! - log.offsets[l]!;
  return answers < MIN_PART_ANSWERS ? undefined : selectLearners(log, chosen);
}

/** What a fit to a part says of the fit to all. */
export interface PartStart {
  readonly posterior: IrtPosterior;
  /** First change of the loss, an answer: what the stopping rule measures later ones by. */
  readonly firstChange: number;
}

export function partStartOf(part: InteractionLog, posterior: IrtPosterior, { history = [] }: FitReport): PartStart {
  return { posterior, firstChange: (history[0]! - history[1]!) / answerCount(part) };
}

/**
 * Lays what the part found over the starting rows: items, their prior, and the part's learners. Other learners keep ability
 * from their success rate and begin with further factors at 0, not at random; items that the part did not meet keep their
 * threshold from their success rate. O((L + I) D).
 */
export function startOnPart(arrays: StepArrays, factors: number, { posterior }: PartStart): void {
  const itemWidth = itemRowWidth(factors);
  const { itemRows, learnerRows } = arrays;
  posterior.itemAnswers.forEach((answers, i) => {
    const row = i * itemWidth;
    const threshold = itemRows[row + 2 * factors]!;
    itemRows.set(posterior.itemRows.subarray(row, row + itemWidth), row);
    if (answers === 0) itemRows[row + 2 * factors] = threshold;
  });
  arrays.itemPrior.set(posterior.itemPrior);
  const width = learnerRowWidth(factors);
  for (let row = 0; row < learnerRows.length; row += width) learnerRows.fill(0, row + 1, row + factors);
  for (let k = 0; k < posterior.learners.size; k++) {
    learnerRows.set(posterior.learnerRows.subarray(k * width, (k + 1) * width), k * STRIDE * width);
  }
}
