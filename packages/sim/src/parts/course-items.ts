import type { RandomStream } from "@zpd/core";
import type { CourseConcept, CourseItem, CourseQuestion } from "../types/course-spec";

/** Difficulties of the items of one concept run evenly between these, easy first. */
const EASIEST = -1.2;
const HARDEST = 1.2;
/** Standard deviation of what is added to each difficulty, so that no two items are alike. */
const JITTER = 0.15;
/** The last share of a concept's items also needs one of its prerequisites. */
const COMBINED_FROM = 0.7;

/**
 * Items for every concept in turn, easy to hard; the hardest also need one prerequisite, drawn at random.
 * Ids are the concept's with a number: `adding-1`.
 */
export function itemsForConcepts(
  concepts: readonly CourseConcept[],
  itemsPerConcept: number,
  stream: RandomStream,
): CourseItem[] {
  return concepts.flatMap(({ id, prerequisites }) =>
    Array.from({ length: itemsPerConcept }, (_, n) => {
      const place = itemsPerConcept === 1 ? 0.5 : n / (itemsPerConcept - 1);
      const combined = place >= COMBINED_FROM && prerequisites.length > 0;
      return {
        id: `${id}-${n + 1}`,
        concepts: combined ? [id, prerequisites[stream.integer(prerequisites.length)]!] : [id],
        difficulty: EASIEST + (HARDEST - EASIEST) * place + JITTER * stream.normal(),
      };
    }),
  );
}

/** `perConcept` questions of a test on each concept, alternately easier and harder than the middle. */
export function questionsForConcepts(concepts: readonly CourseConcept[], perConcept: number): CourseQuestion[] {
  /** Distance from a middling difficulty. */
  const step = 0.4;
  return concepts.flatMap(({ id }) =>
    Array.from({ length: perConcept }, (_, n) => ({ concepts: [id], difficulty: n % 2 === 0 ? -step : step })),
  );
}
