import { conceptsOf, type InteractionLog } from "@zpd/core";
import { joinConceptCell } from "./concept-cell";

/** The concept cell of each item `[I]`, as tables of answers write it. */
export function conceptCells({ items, qMatrix }: InteractionLog): string[] {
  return Array.from({ length: items.size }, (_, i) => {
    const ids = Array.from(conceptsOf(qMatrix, i), (concept) => qMatrix.concepts.ids[concept]!);
    return ids.length === 0 ? "" : joinConceptCell(ids);
  });
}
