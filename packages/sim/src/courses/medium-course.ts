import { createRandomStream } from "@zpd/core";
import { itemsForConcepts, questionsForConcepts } from "../parts/course-items";
import { layeredConcepts } from "../parts/layered-concepts";
import type { CourseDescriptor } from "../types/course-descriptor";
import type { CourseSpec } from "../types/course-spec";

const CONCEPTS = 30;
const ITEMS_PER_CONCEPT = 10;
/** A new strand begins every so many concepts. */
const ROOT_EVERY = 10;

function spec(seed: number): CourseSpec {
  const stream = createRandomStream(seed, "course medium");
  const concepts = layeredConcepts(CONCEPTS, ROOT_EVERY, stream.split("concepts"));
  return {
    id: "medium",
    title: "A term: 30 concepts, 300 items, some forgetting",
    concepts,
    items: itemsForConcepts(concepts, ITEMS_PER_CONCEPT, stream.split("items")),
    learners: {
      ability: { mean: 0, sd: 0.5 },
      learnRate: { median: 0.7, spread: 0.5 },
      slip: { low: 0.02, high: 0.15 },
    },
    laws: {
      guess: 0.2,
      readinessFloor: 0.05,
      zoneTarget: 0.6,
      zoneWidth: 0.3,
      feedback: 0.6,
      halfLifeAnswers: 1000,
      startDifficulty: 1,
      startDepth: 0.2,
    },
    preTest: questionsForConcepts(concepts, 1),
    postTest: questionsForConcepts(concepts, 1),
  };
}

export const mediumCourseDescriptor: CourseDescriptor = {
  id: "medium",
  title: "A term: 30 concepts, 300 items, a test of 30 questions; half of a concept is forgotten in 1,000 answers",
  citation: "Made for ZPD; laws in maths/course-laws.ts.",
  defaults: { concepts: CONCEPTS, items: CONCEPTS * ITEMS_PER_CONCEPT, forgetting: true },
  spec,
};
