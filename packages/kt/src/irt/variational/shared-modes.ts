import { itemRowWidth, learnerRowWidth } from "../types/posterior";
import type { StepArrays } from "./coordinate-steps";

/** How far a factor's ability scale as a whole is from being known. */
export interface SharedModes {
  /** Variance of a shift of all abilities, which thresholds follow `[D]`. */
  readonly shift: Float64Array;
  /** Variance of the logarithm of a stretch of all abilities, which discriminations undo `[D]`. */
  readonly stretch: Float64Array;
}

/** Sets what the scales of items need to know beyond single items; see `scale-steps.ts`. O((L + I) D). */
export function noteSharedModes(factors: number, arrays: StepArrays): void {
  const { shift, stretch } = sharedModes(factors, arrays);
  arrays.sharedModes.set(shift);
  arrays.sharedModes.set(stretch, factors);
}

/** Bits of a row's flag; see `StepArrays`. */
const KNOWN = 1;

/**
 * Two directions in which no answer says anything: abilities + c with thresholds + a c, and abilities times c with
 * discriminations / c. Only priors hold them, so their variance is one over the priors' precision along them; items alone are
 * blind to it. Less the share that integrating each learner out by herself has covered already. O((L + I) D).
 */
export function sharedModes(factors: number, arrays: StepArrays): SharedModes {
  const { learnerRows, itemRows, learnerOffsets, itemOffsets, learnerFlags, itemFlags } = arrays;
  const [learnerWidth, itemWidth] = [learnerRowWidth(factors), itemRowWidth(factors)];
  const shift = new Float64Array(factors);
  const stretch = new Float64Array(factors);
  for (let d = 0; d < factors; d++) {
    let shiftPrecision = 0;
    let stretchPrecision = 0;
    let learners = 0;
    let left = 0;
    for (let l = 0; l + 1 < learnerOffsets.length; l++) {
      if (learnerOffsets[l + 1] === learnerOffsets[l]) continue;
      const at = l * learnerWidth;
      const isKnown = (learnerFlags[l]! & KNOWN) !== 0;
      const priors = isKnown ? arrays.knownLearnerRows : arrays.learnerPrior;
      const priorVariance = priors[(isKnown ? at : 0) + factors + d]!;
      const variance = learnerRows[at + factors + d]!;
      shiftPrecision += 1 / priorVariance;
      stretchPrecision += (2 * (learnerRows[at + d]! ** 2 + variance)) / priorVariance;
      left += Math.max(1 - variance / priorVariance, 0);
      learners++;
    }
    for (let i = 0; i + 1 < itemOffsets.length; i++) {
      if (itemOffsets[i + 1] === itemOffsets[i]) continue;
      const at = i * itemWidth;
      const isKnown = (itemFlags[i]! & KNOWN) !== 0;
      const priors = isKnown ? arrays.knownItemRows : arrays.itemPrior;
      const priorAt = isKnown ? at : 0;
      const square = itemRows[at + d]! ** 2;
      shiftPrecision += square / priors[priorAt + 2 * factors + 1]!;
      const aVariance = priors[priorAt + factors + d]!;
      if (aVariance > 0) stretchPrecision += (2 * square) / aVariance;
    }
    if (learners === 0) continue;
    shift[d] = left / learners / shiftPrecision;
    stretch[d] = left / learners / stretchPrecision;
  }
  return { shift, stretch };
}
