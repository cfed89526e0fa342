import { createRandomStream } from "@zpd/core";
import { itemsForConcepts, questionsForConcepts } from "../parts/course-items";
import type { CourseDescriptor } from "../types/course-descriptor";
import type { CourseConcept, CourseSpec } from "../types/course-spec";

/** A strand of school arithmetic; the relation is ours, after common sense. */
const concepts: readonly CourseConcept[] = [
  { id: "equal-parts", prerequisites: [] },
  { id: "unit-fractions", prerequisites: ["equal-parts"] },
  { id: "fractions", prerequisites: ["unit-fractions"] },
  { id: "number-line", prerequisites: ["unit-fractions"] },
  { id: "equivalence", prerequisites: ["fractions"] },
  { id: "comparing", prerequisites: ["equivalence", "number-line"] },
  { id: "adding-like", prerequisites: ["fractions"] },
  { id: "adding-unlike", prerequisites: ["adding-like", "equivalence"] },
  { id: "multiplying", prerequisites: ["fractions"] },
  { id: "dividing", prerequisites: ["multiplying", "equivalence"] },
];

const ITEMS_PER_CONCEPT = 5;

function spec(seed: number): CourseSpec {
  return {
    id: "small",
    title: "Fractions: 10 concepts, 50 items",
    concepts,
    items: itemsForConcepts(concepts, ITEMS_PER_CONCEPT, createRandomStream(seed, "course items")),
    learners: {
      ability: { mean: 0, sd: 0.5 },
      learnRate: { median: 0.9, spread: 0.4 },
      slip: { low: 0.02, high: 0.15 },
    },
    laws: {
      guess: 0.15,
      readinessFloor: 0.05,
      zoneTarget: 0.6,
      zoneWidth: 0.3,
      feedback: 0.6,
      startDifficulty: 1,
      startDepth: 0.2,
    },
    preTest: questionsForConcepts(concepts, 1),
    postTest: questionsForConcepts(concepts, 2),
  };
}

export const smallCourseDescriptor: CourseDescriptor = {
  id: "small",
  title: "Fractions: 10 concepts, 50 items, a test of 20 questions; nothing is forgotten",
  citation: "Made for ZPD; laws in maths/course-laws.ts.",
  defaults: { concepts: concepts.length, items: concepts.length * ITEMS_PER_CONCEPT, forgetting: false },
  spec,
};
