import { tInterval } from "../maths/t-interval";
import type { Estimate } from "../types/interval";

/** Real learners beside their simulated selves. */
export interface PairedMeans {
  /** Learners who have the figure on both sides. */
  readonly learners: number;
  readonly real: number;
  readonly simulated: number;
  /** Mean of simulated - real with Student's 95 % interval over learners; no ends with fewer than two. */
  readonly difference: Estimate;
}

/**
 * Sets one figure of `L` real learners against that of their simulated selves, the mean over `R` repeats; learners who
 * have it on one side only (NaN on the other, in all repeats) are left out. O(L · R).
 * @param real value of learner `l` at `l · width + column` `[L, width]`
 * @param simulated value of repeat `r` of learner `l` at `(l · R + r) · width + column` `[L, R, width]`
 * @returns undefined when nobody has it on both sides
 */
export function pairByLearner(
  real: Float64Array,
  simulated: Float64Array,
  { width = 1, column = 0 }: { readonly width?: number; readonly column?: number } = {},
): PairedMeans | undefined {
  const repeats = simulated.length / real.length;
  const pairs: { real: number; simulated: number }[] = [];
  for (let l = 0; l < real.length / width; l++) {
    let sum = 0;
    let count = 0;
    for (let r = 0; r < repeats; r++) {
      const value = simulated[(l * repeats + r) * width + column]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    const own = real[l * width + column]!;
    if (count > 0 && !Number.isNaN(own)) pairs.push({ real: own, simulated: sum / count });
  }
  if (pairs.length === 0) return undefined;
  const meanOf = (side: "real" | "simulated"): number =>
    pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
  const [ofReal, ofSimulated] = [meanOf("real"), meanOf("simulated")];
  return {
    learners: pairs.length,
    real: ofReal,
    simulated: ofSimulated,
    difference:
      pairs.length < 2 ? { value: ofSimulated - ofReal } : tInterval(pairs.map((pair) => pair.simulated - pair.real)),
  };
}
