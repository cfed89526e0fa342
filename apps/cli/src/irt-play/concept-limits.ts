import { conceptsOf, type QMatrix, type Vocabulary, ZpdError } from "@zpd/core";
import type { ContentLimit } from "@zpd/rl";
import { unknownIdError } from "./unknown-id";

/** Concepts to the most items that a list may hold of them. */
export type ConceptLimits = Readonly<Record<string, number>>;

/**
 * Limits of concepts as content areas of the items: an item's area is the limited concept that it needs, if any. O(entries
 * of the Q-matrix). @throws UNKNOWN_ID; UNSUPPORTED where an item needs two limited concepts, for it can stand in one area
 */
export function contentOfConcepts(limits: ConceptLimits, qMatrix: QMatrix, items: Vocabulary): ContentLimit {
  const { concepts } = qMatrix;
  for (const id of Object.keys(limits)) {
    if (concepts.indexOf(id) >= 0) continue;
    throw unknownIdError({ where: "--limit", expected: "a concept of the model", id, known: concepts.ids });
  }
  const used = new Set<string>();
  const areas = items.ids.map((item, i) => {
    const own = Array.from(conceptsOf(qMatrix, i), (concept) => concepts.ids[concept]!);
    const [area = "", second] = own.filter((concept) => limits[concept] !== undefined);
    if (second !== undefined) {
      throw new ZpdError("UNSUPPORTED", {
        where: "--limit",
        expected: "limited concepts that share no item",
        got: `item "${item}", which needs ${area} and ${second}`,
        advice: "limit one of them",
      });
    }
    used.add(area);
    return area;
  });
  // A concept without items cannot be exceeded.
  return { areas, atMost: Object.fromEntries(Object.entries(limits).filter(([area]) => used.has(area))) };
}
