import { itemRowWidth } from "../types/posterior";
import type { StepArrays } from "../variational/coordinate-steps";
import type { FamilyState } from "./family-state";

/** Bit of a row's flag; see `StepArrays`. */
const FROZEN = 2;

/**
 * Writes what the families' weights make of items into their rows, frozen items left out: the mean of a discrimination is the sum of
 * value times mean weight, its variance that of squared value times the weight's variance. Exact, for weights are independent
 * normals. O(entries K).
 */
export function writeLoadings(
  states: readonly FamilyState[],
  ownFactors: number,
  factors: number,
  { itemRows, itemFlags }: Pick<StepArrays, "itemRows" | "itemFlags">,
): void {
  const width = itemRowWidth(factors);
  for (const { family, latents, firstLatent, weights } of states) {
    const { offsets, attributes, values } = family;
    for (let i = 0; i + 1 < offsets.length; i++) {
      if ((itemFlags[i]! & FROZEN) !== 0) continue;
      const row = i * width + ownFactors + firstLatent;
      for (let k = 0; k < latents; k++) {
        let mean = 0;
        let variance = 0;
        for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
          const x = values[e]!;
          const at = attributes[e]! * 2 * latents + k;
          mean += x * weights[at]!;
          variance += x * x * weights[at + latents]!;
        }
        itemRows[row + k] = mean;
        itemRows[row + factors + k] = variance;
      }
    }
  }
}
