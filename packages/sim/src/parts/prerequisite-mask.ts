import type { Course } from "../types/course";

/** Knowledge from which a prerequisite counts as met under `mask: "prerequisites"`. Ours: half. */
export const PREREQUISITE_KNOWN = 0.5;

/**
 * Makes the writer of one learner's row of the mask `[B, I]`: 1 where every prerequisite of every concept of the item
 * is known to at least `PREREQUISITE_KNOWN`. A call costs O(C + I).
 */
export function createPrerequisiteMask(course: Course): (knowledge: Float64Array, b: number, mask: Uint8Array) => void {
  const { itemQuestions, prerequisites } = course;
  const concepts = course.qMatrix.concepts.size;
  const met = new Uint8Array(concepts);
  return (knowledge, b, mask) => {
    for (let c = 0; c < concepts; c++) {
      met[c] = 1;
      for (let n = prerequisites.offsets[c]!; n < prerequisites.offsets[c + 1]!; n++)
        if (knowledge[b * concepts + prerequisites.concept[n]!]! < PREREQUISITE_KNOWN) met[c] = 0;
    }
    for (let i = 0; i < itemQuestions.size; i++) {
      let open = 1;
      for (let n = itemQuestions.offsets[i]!; n < itemQuestions.offsets[i + 1]!; n++)
        open &= met[itemQuestions.concept[n]!]!;
      mask[b * itemQuestions.size + i] = open;
    }
  };
}
