import type { InteractionLog } from "@zpd/core";

/** True when every item is its own concept, by id: then a table needs no concept column. O(I). */
export function hasIdentityQMatrix({ items, qMatrix }: InteractionLog): boolean {
  if (qMatrix.concepts.size !== items.size) return false;
  for (let i = 0; i < items.size; i++) {
    const start = qMatrix.offsets[i]!;
    if (qMatrix.offsets[i + 1]! - start !== 1 || qMatrix.concept[start] !== i) return false;
    if (qMatrix.concepts.ids[i] !== items.ids[i]) return false;
  }
  return true;
}
