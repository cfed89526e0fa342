import { createRandomStream } from "@zpd/core";
import { itemsForConcepts, questionsForConcepts } from "../parts/course-items";
import { layeredConcepts } from "../parts/layered-concepts";
import type { CourseDescriptor } from "../types/course-descriptor";
import type { CourseSpec } from "../types/course-spec";

const CONCEPTS = 120;
const ITEMS_PER_CONCEPT = 20;
/** A new strand begins every so many concepts. */
const ROOT_EVERY = 20;

function spec(seed: number): CourseSpec {
  const stream = createRandomStream(seed, "course large");
  const concepts = layeredConcepts(CONCEPTS, ROOT_EVERY, stream.split("concepts"));
  return {
    id: "large",
    title: "A school year: 120 concepts, 2,400 items",
    concepts,
    items: itemsForConcepts(concepts, ITEMS_PER_CONCEPT, stream.split("items")),
    learners: {
      ability: { mean: 0, sd: 0.5 },
      learnRate: { median: 0.25, spread: 0.5 },
      slip: { low: 0.02, high: 0.15 },
    },
    laws: {
      guess: 0.2,
      readinessFloor: 0.05,
      zoneTarget: 0.6,
      zoneWidth: 0.3,
      feedback: 0.6,
      startDifficulty: 1,
      startDepth: 0.2,
    },
    preTest: questionsForConcepts(concepts, 1),
    postTest: questionsForConcepts(concepts, 1),
  };
}

export const largeCourseDescriptor: CourseDescriptor = {
  id: "large",
  title: "A school year: 120 concepts, 2,400 items, a test of 120 questions; nothing is forgotten",
  citation: "Made for ZPD; laws in maths/course-laws.ts.",
  defaults: { concepts: CONCEPTS, items: CONCEPTS * ITEMS_PER_CONCEPT, forgetting: false },
  spec,
};
