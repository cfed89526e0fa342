import {
  assertLength,
  conceptsOf,
  type ItemParameters,
  itemsByConcept,
  type QMatrix,
  sigmoid,
  ZpdError,
} from "@zpd/core";
import { checkBank } from "../parts/check-bank";

export interface SimilarItemsOptions {
  /** Most items to return. Default 10. */
  readonly k?: number;
  /** Ability at which items are compared `[D]`: the learner's. Default 0 everywhere. */
  readonly ability?: ArrayLike<number>;
}

const DEFAULT_K = 10;

/**
 * Items like one item, the most similar first: those whose concepts overlap most (Jaccard: shared over all concepts of
 * the two), among them those equally hard, |P(correct) - P(correct)| at the given ability; ties to the earlier item.
 * Items that share no concept are left out, so an item without concepts has none. Hardness is compared as P(correct)
 * and not as a parameter, so that it also holds with several factors, guessing and slopes of 0.
 * O(I + entries of the Q-matrix + n log n) for n items of shared concepts.
 * @throws SHAPE, INVALID_INPUT, UNKNOWN_ID
 */
export function similarItems(
  bank: ItemParameters,
  qMatrix: QMatrix,
  item: number,
  { k = DEFAULT_K, ability = new Float64Array(bank.factors) }: SimilarItemsOptions = {},
): Int32Array {
  const where = "similarItems";
  const itemCount = checkBank(where, bank);
  assertLength(where, "ability", ability, bank.factors, "[D]");
  if (qMatrix.itemCount !== itemCount) {
    throw new ZpdError("SHAPE", { where, expected: `a Q-matrix over ${itemCount} items`, got: `${qMatrix.itemCount}` });
  }
  if (!(Number.isInteger(item) && item >= 0 && item < itemCount)) {
    throw new ZpdError("UNKNOWN_ID", { where, expected: `an item index 0…${itemCount - 1}`, got: String(item) });
  }
  const probability = (i: number): number => {
    let z = -bank.threshold[i]!;
    for (let d = 0; d < bank.factors; d++) z += bank.discrimination[i * bank.factors + d]! * ability[d]!;
    const guess = bank.guess?.[i] ?? 0;
    return guess + (1 - guess) * sigmoid(z);
  };
  const shared = new Map<number, number>();
  const { offsets, item: members } = itemsByConcept(qMatrix);
  const own = conceptsOf(qMatrix, item);
  for (const concept of own)
    for (const other of members.subarray(offsets[concept], offsets[concept + 1]))
      if (other !== item) shared.set(other, (shared.get(other) ?? 0) + 1);
  const wanted = probability(item);
  const found = [...shared].map(([other, count]) => ({
    other,
    overlap: count / (own.length + conceptsOf(qMatrix, other).length - count),
    distance: Math.abs(probability(other) - wanted),
  }));
  found.sort((x, y) => y.overlap - x.overlap || x.distance - y.distance || x.other - y.other);
  return Int32Array.from(found.slice(0, k), ({ other }) => other);
}
