import type { QMatrix } from "@zpd/core";
import type { ItemCovariates } from "../types/item-covariates";

/**
 * A log's concepts as one multi-hot family `concept`, for data that comes without a table. Items without a concept have an
 * empty row: no latent of the family feeds them. O(entries of the Q-matrix).
 */
export function conceptCovariates({ concepts, offsets, concept }: QMatrix): ItemCovariates {
  const values = new Float64Array(concept.length).fill(1);
  return { families: [{ name: "concept", columns: concepts.ids, offsets, attributes: concept, values }] };
}
