import type { InteractionLog } from "@zpd/core";

/** Pairs of learners with fewer items in common say little about order. */
const FEWEST_SHARED = 5;
/** Each learner is compared with as many of those who follow her in the log. */
const NEIGHBOURS = 3;
/** From this mean rank correlation on, a log counts as recorded in one order. */
export const FIXED_ORDER = 0.9;

/**
 * How alike the orders are in which learners first met the items they share: the mean over pairs of learners of
 * Spearman's rank correlation, -1…1; 1 where all went through in one order, near 0 where items came at random. Each
 * learner is paired with the three after her. NaN where no pair shares five items. In such a log a concept cannot be
 * told from its place in the course: a tracer learns from either, and a policy that leaves the order meets a model that
 * has never seen anybody do so. O(N log N).
 */
export function itemOrderAgreement(log: InteractionLog): number {
  const firsts = Array.from({ length: log.learners.size }, (_, l) => {
    const place = new Map<number, number>();
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++)
      if (!place.has(log.item[n]!)) place.set(log.item[n]!, place.size);
    return place;
  });
  let sum = 0;
  let pairs = 0;
  for (let l = 0; l < firsts.length; l++) {
    for (let ahead = 1; ahead <= NEIGHBOURS && l + ahead < firsts.length; ahead++) {
      const correlation = rankCorrelation(firsts[l]!, firsts[l + ahead]!);
      if (correlation === undefined) continue;
      sum += correlation;
      pairs++;
    }
  }
  return sum / pairs;
}

/** 1 - 6 Σ d² / (n (n² - 1)) over the shared items' ranks; there are no ties among places. */
function rankCorrelation(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number | undefined {
  // In the order of `a`, so that the position is the rank there.
  const shared = [...a.keys()].filter((item) => b.has(item));
  const n = shared.length;
  if (n < FEWEST_SHARED) return undefined;
  const ranked = [...shared].sort((x, y) => b.get(x)! - b.get(y)!);
  const rankInB = new Map(ranked.map((item, rank) => [item, rank]));
  const squares = shared.reduce((sum, item, rank) => sum + (rankInB.get(item)! - rank) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
