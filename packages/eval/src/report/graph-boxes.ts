import type { RemEdge } from "../types/rem-ranking";

/** A verdict graph with policies that have the same arrows drawn as one. */
export interface GraphBoxes {
  /** Policies of each box, in the order given. */
  readonly boxes: readonly (readonly string[])[];
  /** Arrows from the better box to the worse one, by index. */
  readonly arrows: readonly (readonly [number, number])[];
  /** Policies without any arrow. */
  readonly alone: readonly string[];
}

/**
 * Puts policies whose arrows come from the same and go to the same policies into one box. In the transitive reduction
 * of an order these are the ones that all verdicts treat alike, so an arrow between boxes stands for every pair of
 * theirs, and nothing is told within a box. O(policies · edges).
 */
export function graphBoxes(policies: readonly string[], edges: readonly RemEdge[]): GraphBoxes {
  const boxOf = new Map<string, number>();
  const keys = new Map<string, number>();
  const boxes: string[][] = [];
  const alone: string[] = [];
  for (const policy of policies) {
    const from = edges.filter(({ worse }) => worse === policy).map(({ better }) => policies.indexOf(better));
    const to = edges.filter(({ better }) => better === policy).map(({ worse }) => policies.indexOf(worse));
    if (from.length + to.length === 0) {
      alone.push(policy);
      continue;
    }
    const key = JSON.stringify([from.sort((a, b) => a - b), to.sort((a, b) => a - b)]);
    const box = keys.get(key) ?? boxes.push([]) - 1;
    keys.set(key, box);
    boxes[box]!.push(policy);
    boxOf.set(policy, box);
  }
  const arrows = new Map<string, readonly [number, number]>();
  for (const { better, worse } of edges) {
    const arrow = [boxOf.get(better)!, boxOf.get(worse)!] as const;
    arrows.set(arrow.join(), arrow);
  }
  return { boxes, arrows: [...arrows.values()], alone };
}
