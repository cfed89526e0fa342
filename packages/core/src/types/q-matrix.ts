import { ZpdError } from "../errors/zpd-error";
import { createVocabulary, type Vocabulary } from "./vocabulary";

/**
 * Which concepts an item needs: an items x concepts incidence matrix in compressed rows.
 * The concepts of item `i` are `concept[offsets[i]] … concept[offsets[i + 1] - 1]`, ascending and distinct.
 * An item may have no concept.
 */
export interface QMatrix {
  readonly itemCount: number;
  readonly concepts: Vocabulary;
  /** Row starts `[I + 1]`. */
  readonly offsets: Int32Array;
  /** Concept indices, row after row `[offsets[I]]`. */
  readonly concept: Int32Array;
}

/** Builds a Q-matrix from each item's concept indices. @throws INVALID_INPUT on an index outside the vocabulary. */
export function createQMatrix(conceptsOfItem: readonly (readonly number[])[], concepts: Vocabulary): QMatrix {
  const offsets = new Int32Array(conceptsOfItem.length + 1);
  const flat: number[] = [];
  for (const [item, list] of conceptsOfItem.entries()) {
    const row = [...new Set(list)].sort((a, b) => a - b);
    for (const concept of row) {
      if (!Number.isInteger(concept) || concept < 0 || concept >= concepts.size) {
        throw new ZpdError("INVALID_INPUT", {
          where: "createQMatrix",
          expected: `concept indices 0…${concepts.size - 1}`,
          got: `${concept} for item ${item}`,
        });
      }
      flat.push(concept);
    }
    offsets[item + 1] = flat.length;
  }
  return { itemCount: conceptsOfItem.length, concepts, offsets, concept: Int32Array.from(flat) };
}

/** The Q-matrix in which every item is its own concept. */
export function identityQMatrix(items: Vocabulary): QMatrix {
  return {
    itemCount: items.size,
    concepts: items,
    offsets: Int32Array.from({ length: items.size + 1 }, (_, i) => i),
    concept: Int32Array.from({ length: items.size }, (_, i) => i),
  };
}

/** The concept indices of one item, a view without copying. */
export function conceptsOf(qMatrix: QMatrix, item: number): Int32Array {
  return qMatrix.concept.subarray(qMatrix.offsets[item], qMatrix.offsets[item + 1]);
}

/** The transposed Q-matrix: for each concept the items that need it, as compressed rows. */
export function itemsByConcept(qMatrix: QMatrix): { readonly offsets: Int32Array; readonly item: Int32Array } {
  const offsets = new Int32Array(qMatrix.concepts.size + 1);
  for (const concept of qMatrix.concept) offsets[concept + 1]!++;
  for (let c = 0; c < qMatrix.concepts.size; c++) offsets[c + 1]! += offsets[c]!;
  const cursor = offsets.slice();
  const item = new Int32Array(qMatrix.concept.length);
  for (let i = 0; i < qMatrix.itemCount; i++) {
    for (let k = qMatrix.offsets[i]!; k < qMatrix.offsets[i + 1]!; k++) item[cursor[qMatrix.concept[k]!]!++] = i;
  }
  return { offsets, item };
}

/** Convenience for small hand-written courses: concept ids by item, in item order. */
export function qMatrixFromIds(conceptIdsOfItem: readonly (readonly string[])[]): QMatrix {
  const concepts = createVocabulary([...new Set(conceptIdsOfItem.flat())]);
  return createQMatrix(
    conceptIdsOfItem.map((ids) => ids.map((id) => concepts.indexOf(id))),
    concepts,
  );
}
