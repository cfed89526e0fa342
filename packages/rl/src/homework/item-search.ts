import { sigmoid } from "@zpd/core";
import { PROBIT } from "../maths/probit-shrink";
import { createScanSearch } from "./scan-search";
import type { ItemSearch, ItemSearchInput } from "./search-types";
import { createTreeSearch } from "./tree-search";

/** Factors from which a scan of packed rows is quicker than a tree. */
const MANY_FACTORS = 6;

/** Builds the search that suits the bank: a tree for few factors, a scan for many. Both give the same. */
export function createItemSearch(input: ItemSearchInput): ItemSearch {
  const { bank, integrate } = input;
  const { factors } = bank;
  return {
    search: factors < MANY_FACTORS ? createTreeSearch(input) : createScanSearch(input),

    probability({ ability, abilityVariance }, item) {
      let m = -bank.threshold[item]!;
      let spread = integrate ? (bank.thresholdScale?.[item] ?? 0) ** 2 : 0;
      for (let d = 0; d < factors; d++) {
        const slope = bank.discrimination[item * factors + d]!;
        m += ability[d]! * slope;
        if (!integrate) continue;
        const scale = bank.discriminationScale?.[item * factors + d] ?? 0;
        spread += slope * slope * abilityVariance[d]! + scale * scale * (ability[d]! ** 2 + abilityVariance[d]!);
      }
      const guess = bank.guess?.[item] ?? 0;
      return guess + (1 - guess) * sigmoid(m / Math.sqrt(1 + PROBIT * spread));
    },
  };
}
