import type { ItemParameters, RandomField } from "@zpd/core";
import { curveInformation, curveProbability } from "../maths/item-curve";
import type { AdaptiveChoice, AdaptiveState } from "./adaptive-types";

/** Coordinates that keep the draws of one test apart. */
export const DRAW = { exposure: 0, pick: 1, score: 2 } as const;

/** Difference of scores between strata: more than any difficulty. */
const STRATUM = 1e9;

/** Stratum of each item `[I]`: 0 holds the lowest slopes, ties to the earlier item; sizes differ by at most one. O(I log I). */
export function stratify({ discrimination }: ItemParameters, strata: number): Int32Array {
  const count = discrimination.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  order.sort((i, j) => Math.abs(discrimination[i]!) - Math.abs(discrimination[j]!) || i - j);
  const stratum = new Int32Array(count);
  for (const [rank, item] of order.entries()) stratum[item] = Math.floor((rank * strata) / count);
  return stratum;
}

export interface ScoreInput {
  readonly bank: ItemParameters;
  readonly choice: AdaptiveChoice;
  /** Set for the first item of a test that begins with an easy one. */
  readonly isEasyStart: boolean;
  readonly state: AdaptiveState;
  /** Seeded by the state. */
  readonly field: RandomField;
  readonly maxItems: number;
  readonly strata: number;
  /** `[I]`, for `a-stratified`. */
  readonly stratum: Int32Array;
}

/** Writes what each item is worth as the next one into `out` `[I]`; the largest is best. O(I). */
export function scoreItems(input: ScoreInput, out: Float64Array): void {
  const { bank, choice, isEasyStart, state, field, maxItems, strata, stratum } = input;
  const { ability, items } = state;
  const answered = items.length;
  if (isEasyStart) {
    for (let i = 0; i < out.length; i++) out[i] = curveProbability(bank, i, ability);
    return;
  }
  if (choice === "random") {
    for (let i = 0; i < out.length; i++) out[i] = field.uniform(DRAW.score, answered, i);
    return;
  }
  if (choice === "a-stratified") {
    const stage = Math.min(strata - 1, Math.floor((answered * strata) / maxItems));
    for (let i = 0; i < out.length; i++) {
      // Empty strata make way to the next higher ones, then to the lower ones.
      const wait = (stratum[i]! - stage + strata) % strata;
      out[i] = -Math.abs(bank.threshold[i]! / bank.discrimination[i]! - ability) - STRATUM * wait;
      // An item of slope 0 has no difficulty and tells nothing.
      if (bank.discrimination[i] === 0) out[i] = Number.NEGATIVE_INFINITY;
    }
    return;
  }
  for (let i = 0; i < out.length; i++) out[i] = curveInformation(bank, i, ability);
  if (choice !== "progressive") return;
  const share = Math.min(1, answered / Math.max(1, maxItems - 1));
  const most = out.reduce((a, b) => Math.max(a, b), 0);
  for (let i = 0; i < out.length; i++)
    out[i] = (1 - share) * most * field.uniform(DRAW.score, answered, i) + share * out[i]!;
}
