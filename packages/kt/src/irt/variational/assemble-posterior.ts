import type { InteractionLog } from "@zpd/core";
import type { IrtPosterior, PosteriorModel } from "../types/posterior";
import type { StepArrays } from "./coordinate-steps";

/** Answers of each row, with those of an earlier posterior. */
export function addCounts(offsets: Int32Array, before: Int32Array | undefined): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, r) => offsets[r + 1]! - offsets[r]! + (before?.[r] ?? 0));
}

/** What a fit found, out of the arrays it worked on. Copies: what threads shared would stay shared. O((L + I) D). */
export function assemblePosterior(
  model: PosteriorModel,
  factors: number,
  { learners, items, qMatrix }: InteractionLog,
  arrays: StepArrays,
  prior: IrtPosterior | undefined,
): IrtPosterior {
  return {
    model,
    factors,
    learners,
    items,
    qMatrix,
    learnerRows: arrays.learnerRows.slice(),
    itemRows: arrays.itemRows.slice(),
    itemScales: arrays.itemScales.slice(),
    learnerPrior: arrays.learnerPrior.slice(),
    itemPrior: arrays.itemPrior.slice(),
    learnerAnswers: addCounts(arrays.learnerOffsets, prior?.learnerAnswers),
    itemAnswers: addCounts(arrays.itemOffsets, prior?.itemAnswers),
  };
}
