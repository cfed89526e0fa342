import { NO_ITEM, type Recommendation, type RecommendRequest } from "@zpd/core";

/**
 * Slates of the items that score highest `[B, K]`, of those that may be offered; ties go to the earlier item, places that
 * cannot be filled hold `NO_ITEM`. Items that score NaN are left out. O(B I K).
 * @param scores `[B, I]`, higher is better
 */
export function rankItems(
  itemCount: number,
  scores: Float32Array,
  { k, actionMask }: RecommendRequest,
): Recommendation {
  const batchSize = scores.length / itemCount;
  const items = new Int32Array(batchSize * k).fill(NO_ITEM);
  const ranked = new Float32Array(batchSize * k).fill(Number.NaN);
  for (let b = 0; b < batchSize; b++) {
    for (let item = 0; item < itemCount; item++) {
      const score = scores[b * itemCount + item]!;
      if (Number.isNaN(score) || actionMask?.[b * itemCount + item] === 0) continue;
      let place = (b + 1) * k;
      while (place > b * k && !(ranked[place - 1]! >= score)) place--;
      if (place === (b + 1) * k) continue;
      items.copyWithin(place + 1, place, (b + 1) * k - 1);
      ranked.copyWithin(place + 1, place, (b + 1) * k - 1);
      items[place] = item;
      ranked[place] = score;
    }
  }
  return { items, scores: ranked };
}
