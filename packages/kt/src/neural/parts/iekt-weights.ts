import { createRandomStream } from "@zpd/core";
import { normalWeights, type Weight, type Weights, xavierUniform, zeroWeights } from "@zpd/tensor";
import { conceptRows } from "./item-concepts";
import { easinessWeights } from "./item-easiness";
import type { ModelContext } from "./neural-model";

/** Settings of IEKT; its symbols stand in `models/iekt.ts`. */
export type IektConfig = {
  /** d. */
  readonly vectorSize: number;
  readonly cognitionLevels: number;
  readonly acquisitionLevels: number;
  /** gamma; 0…1. */
  readonly discount: number;
  /** lambda; at least 0. */
  readonly policyWeight: number;
  /** Share of the predictor's hidden layer that is zeroed in training; 0…0.95. */
  readonly dropout: number;
};

/** Of the vectors of questions, concepts and levels before training. */
const VECTOR_DEVIATION = 0.1;

/** Weights before training. What is one matrix in the paper and multiplies several inputs is kept in blocks, one an input. */
export function initialiseIekt({ items, qMatrix, config }: ModelContext<IektConfig>, seed: number): Weights {
  const random = createRandomStream(seed, "iekt");
  const { vectorSize: d, cognitionLevels, acquisitionLevels } = config;
  const matrix = (inputs: number, outputs: number) => xavierUniform(random, [inputs, outputs]);
  // Blocks that are one matrix in the paper: the limit of the whole holds for each.
  const block = (rows: number, columns: number, inputs: number, outputs: number): Weight =>
    xavierUniform(random, [rows, columns], Math.sqrt((rows + columns) / (inputs + outputs)));
  return {
    questionVectors: normalWeights(random, [items.size, d], VECTOR_DEVIATION),
    ...easinessWeights(items.size),
    conceptVectors: normalWeights(random, [conceptRows(qMatrix), d], VECTOR_DEVIATION),
    cognitionLevels: normalWeights(random, [cognitionLevels, 2 * d], VECTOR_DEVIATION),
    acquisitionLevels: normalWeights(random, [acquisitionLevels, 2 * d], VECTOR_DEVIATION),
    cognitionFromState: block(d, 3 * d, 3 * d, 3 * d),
    cognitionFromItem: block(2 * d, 3 * d, 3 * d, 3 * d),
    cognitionBias: zeroWeights([3 * d]),
    cognitionOut: matrix(3 * d, cognitionLevels),
    cognitionOutBias: zeroWeights([cognitionLevels]),
    answerFromState: block(d, 5 * d, 5 * d, 5 * d),
    answerFromItem: block(2 * d, 5 * d, 5 * d, 5 * d),
    answerFromLevel: block(2 * d, 5 * d, 5 * d, 5 * d),
    answerBias: zeroWeights([5 * d]),
    answerOut: matrix(5 * d, 1),
    answerOutBias: zeroWeights([1]),
    acquisitionFromState: block(d, 48 * d, 12 * d, 12 * d),
    acquisitionFromItem: block(2 * d, 48 * d, 12 * d, 12 * d),
    acquisitionBias: zeroWeights([12 * d]),
    acquisitionOut: matrix(12 * d, acquisitionLevels),
    acquisitionOutBias: zeroWeights([acquisitionLevels]),
    updateFromFirst: block(2 * d, 3 * d, 4 * d, d),
    updateFromSecond: block(2 * d, 3 * d, 4 * d, d),
    updateBias: zeroWeights([3 * d]),
    recurrent: block(d, 3 * d, d, d),
    recurrentBias: zeroWeights([3 * d]),
  };
}
