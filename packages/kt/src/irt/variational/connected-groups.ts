import type { SortedAnswers } from "./sorted-answers";

/**
 * Number of groups of learners and items that no answer connects, those without answers left out. Abilities and thresholds
 * of two groups are on one scale only by their priors. Items with a flag count as connected: an earlier posterior put them
 * on one scale. O(N) nearly.
 */
export function countConnectedGroups(answers: SortedAnswers, itemFlags: Uint8Array): number {
  const { learnerOffsets, byLearner, itemOffsets } = answers;
  const items = itemOffsets.length - 1;
  const parent = Int32Array.from({ length: items }, (_, i) => i);
  const rootOf = (item: number): number => {
    let at = item;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const firstKnown = itemFlags.findIndex((flag) => flag !== 0);
  for (let i = 0; i < items; i++) if (itemFlags[i] !== 0) parent[rootOf(i)] = rootOf(firstKnown);
  for (let l = 0; l + 1 < learnerOffsets.length; l++) {
    const from = learnerOffsets[l]!;
    const to = learnerOffsets[l + 1]!;
    if (from === to) continue;
    const root = rootOf(byLearner[from]! >>> 1);
    for (let n = from + 1; n < to; n++) parent[rootOf(byLearner[n]! >>> 1)] = root;
  }
  const roots = new Set<number>();
  for (let i = 0; i < items; i++) if (itemOffsets[i + 1]! > itemOffsets[i]!) roots.add(rootOf(i));
  return roots.size;
}
