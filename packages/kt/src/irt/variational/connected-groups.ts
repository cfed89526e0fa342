import type { SortedAnswers } from "./sorted-answers";

/** Which learners `[L]` and items `[I]` an earlier posterior knows: those with a flag. */
export interface KnownFlags {
  readonly learnerFlags: Uint8Array;
  readonly itemFlags: Uint8Array;
}

/**
 * Number of groups of learners and items that no answer connects, those without answers left out. Abilities and thresholds
 * of two groups are on one scale only by their priors. Learners and items with a flag count as connected: an earlier posterior
 * put them on one scale. O(N) nearly.
 */
export function countConnectedGroups(answers: SortedAnswers & KnownFlags): number {
  const { learnerOffsets, byLearner, itemOffsets, learnerFlags, itemFlags } = answers;
  const items = itemOffsets.length - 1;
  // The last node stands for all that is known already.
  const parent = Int32Array.from({ length: items + 1 }, (_, i) => i);
  const rootOf = (item: number): number => {
    let at = item;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (let i = 0; i < items; i++) if (itemFlags[i] !== 0) parent[i] = items;
  for (let l = 0; l + 1 < learnerOffsets.length; l++) {
    const from = learnerOffsets[l]!;
    const to = learnerOffsets[l + 1]!;
    if (from === to) continue;
    const root = rootOf(learnerFlags[l] !== 0 ? items : byLearner[from]! >>> 1);
    for (let n = from; n < to; n++) parent[rootOf(byLearner[n]! >>> 1)] = root;
  }
  const roots = new Set<number>();
  for (let i = 0; i < items; i++) if (itemOffsets[i + 1]! > itemOffsets[i]!) roots.add(rootOf(i));
  return roots.size;
}
