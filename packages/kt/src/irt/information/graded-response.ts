import { sigmoid, ZpdError } from "@zpd/core";

/**
 * An item of `K` ordered categories 0 … K-1 (Samejima's graded response model, 1969):
 *
 *   P(category >= k) = sigmoid(discrimination ability - threshold[k - 1]),  k = 1 … K - 1.
 *
 * With one threshold it is a 2PL item.
 */
export interface GradedItem {
  readonly discrimination: number;
  /** `[K - 1]`, strictly ascending. */
  readonly threshold: Float64Array;
}

/** Checks a graded item and returns `K`. @throws INVALID_INPUT */
function checkGradedItem(where: string, { discrimination, threshold }: GradedItem): number {
  const ascending = threshold.every((value, k) => k === 0 || value > threshold[k - 1]!);
  if (!Number.isFinite(discrimination) || threshold.length === 0 || !threshold.every(Number.isFinite) || !ascending) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a finite discrimination and at least one threshold, finite and strictly ascending",
      got: `${discrimination} and ${threshold.join(", ") || "none"}`,
    });
  }
  return threshold.length + 1;
}

/**
 * P(category) at every ability `[T, K]`. Each is the difference of two neighbouring curves, taken on the side where
 * both are small so that it keeps its digits. O(T K). @throws INVALID_INPUT
 */
export function categoryProbabilities(item: GradedItem, abilities: Float64Array): Float64Array {
  const categories = checkGradedItem("categoryProbabilities", item);
  const { discrimination, threshold } = item;
  const out = new Float64Array(abilities.length * categories);
  for (let t = 0; t < abilities.length; t++) {
    const z = discrimination * abilities[t]!;
    for (let k = 0; k < categories; k++) {
      // Logits of "at least k" and "at least k + 1".
      const from = k === 0 ? Number.POSITIVE_INFINITY : z - threshold[k - 1]!;
      const to = k === categories - 1 ? Number.NEGATIVE_INFINITY : z - threshold[k]!;
      out[t * categories + k] = from + to > 0 ? sigmoid(-to) - sigmoid(-from) : sigmoid(from) - sigmoid(to);
    }
  }
  return out;
}

/**
 * Information of a graded item at every ability `[T]`: sum over categories of (dP/dability)² / P. Samejima (1969).
 * O(T K).
 * @throws INVALID_INPUT
 */
export function gradedInformation(item: GradedItem, abilities: Float64Array): Float64Array {
  const categories = checkGradedItem("gradedInformation", item);
  const { discrimination, threshold } = item;
  const probabilities = categoryProbabilities(item, abilities);
  return abilities.map((ability, t) => {
    let sum = 0;
    for (let k = 0; k < categories; k++) {
      const p = probabilities[t * categories + k]!;
      const from = k === 0 ? 1 : sigmoid(discrimination * ability - threshold[k - 1]!);
      const to = k === categories - 1 ? 0 : sigmoid(discrimination * ability - threshold[k]!);
      const slope = discrimination * (from * (1 - from) - to * (1 - to));
      if (p > 0) sum += (slope * slope) / p;
    }
    return sum;
  });
}
