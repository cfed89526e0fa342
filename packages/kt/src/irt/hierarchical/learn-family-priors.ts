import type { FamilyState } from "./family-state";

/** As in `learn-prior-scales.ts`. */
const MIN_VARIANCE = 1e-4;

/** Whether any item with the attribute was answered. */
function hasAnswers({ attributeOffsets, itemOf }: FamilyState, a: number, itemOffsets: Int32Array): boolean {
  for (let n = attributeOffsets[a]!; n < attributeOffsets[a + 1]!; n++) {
    const i = itemOf[n]!;
    if (itemOffsets[i + 1]! > itemOffsets[i]!) return true;
  }
  return false;
}

/** Empirical Bayes: the variance of each latent's weights over the attributes that have answers. Means stay 0. O(entries). */
export function learnFamilyPriors(states: readonly FamilyState[], itemOffsets: Int32Array): void {
  for (const state of states) {
    const { weights, latents, prior } = state;
    const used = state.family.columns.flatMap((_, a) => (hasAnswers(state, a, itemOffsets) ? [a] : []));
    if (used.length === 0) continue;
    for (let k = 0; k < latents; k++) {
      let sum = 0;
      for (const a of used) sum += weights[a * 2 * latents + k]! ** 2 + weights[a * 2 * latents + latents + k]!;
      prior[latents + k] = Math.max(sum / used.length, MIN_VARIANCE);
    }
  }
}
