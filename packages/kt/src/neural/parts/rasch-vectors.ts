import { createRandomStream, type QMatrix } from "@zpd/core";
import { normalWeights, type Ops, type Value, type Values, type Weights, zeroWeights } from "@zpd/tensor";
import { conceptMeans, conceptRows } from "./item-concepts";
import { ITEM_SHARE } from "./item-easiness";

/** Of the vectors of concepts and of what an answer adds, before training. */
const DEVIATION = 0.3;

/**
 * Weights of items as departures from their concepts: `conceptVectors` and `variations` `[C + 1, D]`, `difficulties`
 * `[I, 1 or D]`, of which `ITEM_SHARE` enters and which begin at 0: every item begins as its concepts say.
 */
export function raschWeights(qMatrix: QMatrix, width: number, difficultyWidth: number, seed: number): Weights {
  const random = createRandomStream(seed, "rasch-vectors");
  const vectors = () => normalWeights(random, [conceptRows(qMatrix), width], DEVIATION);
  return {
    conceptVectors: vectors(),
    variations: vectors(),
    difficulties: zeroWeights([qMatrix.itemCount, difficultyWidth]),
  };
}

/** Two rows, for wrong and right answers `[2, D]`. */
export function answerKinds(seed: number, name: string, width: number): Weights {
  return { [name]: normalWeights(createRandomStream(seed, `rasch-${name}`), [2, width], DEVIATION) };
}

/** What some items are `[N, ...]`: the means of their concepts' vectors and variations, and their difficulties. */
export interface RaschItems {
  readonly concept: Value;
  readonly variation: Value;
  readonly difficulty: Value;
}

export function raschItems(ops: Ops, weights: Values, qMatrix: QMatrix, items: Int32Array): RaschItems {
  return {
    concept: conceptMeans(ops, weights.conceptVectors!, qMatrix, items),
    variation: conceptMeans(ops, weights.variations!, qMatrix, items),
    difficulty: ops.affine(ops.gatherRows(weights.difficulties!, ops.indices(items)), ITEM_SHARE),
  };
}

/** x `[N, D]` times a factor a row `[N, 1]`, or a factor a number `[N, D]`. */
export function scaleRows(ops: Ops, x: Value, factor: Value): Value {
  const width = x.shape[1]!;
  if (factor.shape[1] === width) return ops.multiply(x, factor);
  return ops.multiply(x, ops.linear(factor, ops.constant(new Float32Array(width).fill(1), [1, width])));
}

/** concept + difficulty variation `[N, D]`: an item as a departure from its concepts. */
export function departFromConcept(ops: Ops, { concept, variation, difficulty }: RaschItems): Value {
  return ops.add(concept, scaleRows(ops, variation, difficulty));
}
