import type { Config, QMatrix } from "@zpd/core";
import type { BktCombine, BktIndividualPrior, BktParameters } from "../types/bkt";
import { PAST_GROUPS } from "./past-answers";

/** What the tracer reads of the configuration; all of it goes to the model file. */
export type BktTracerConfig = Config &
  Readonly<{
    combine: BktCombine;
    itemGuessSlip: boolean;
    itemLearn: boolean;
    individualPrior: BktIndividualPrior;
  }>;

/** The shape of every parameter column that a configuration has. */
export function bktShapes(config: BktTracerConfig, qMatrix: QMatrix): Partial<Record<keyof BktParameters, number[]>> {
  const concepts = qMatrix.concepts.size;
  const entries = qMatrix.concept.length;
  const { individualPrior } = config;
  return {
    prior: individualPrior === "past-answers" ? [PAST_GROUPS, concepts] : [concepts],
    learn: [config.itemLearn ? entries : concepts],
    guess: [config.itemGuessSlip ? entries : concepts],
    slip: [config.itemGuessSlip ? entries : concepts],
    forget: [concepts],
    untagged: [qMatrix.itemCount],
    ...(individualPrior === "first-answer" ? { afterFirst: [2, concepts] } : {}),
    ...(individualPrior === "past-answers" ? { pastBounds: [PAST_GROUPS - 2] } : {}),
  };
}

/** A column with one value per concept spread to one per entry of the Q-matrix `[E]`; one that has them is copied. */
export function perEntry(column: Float64Array, qMatrix: QMatrix, ownValues: boolean): Float64Array {
  return ownValues ? column.slice() : Float64Array.from(qMatrix.concept, (concept) => column[concept]!);
}
