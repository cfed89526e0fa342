import type { CourseSpec } from "../src/types/course-spec";

/** Two concepts, the second on the first; three items, the last needing both. Everybody alike: no spread anywhere. */
export const tinySpec: CourseSpec = {
  id: "tiny",
  title: "Tiny",
  concepts: [
    { id: "a", prerequisites: [] },
    { id: "b", prerequisites: ["a"] },
  ],
  items: [
    { id: "a1", concepts: ["a"], difficulty: 0 },
    { id: "b1", concepts: ["b"], difficulty: 0 },
    { id: "ab", concepts: ["a", "b"], difficulty: Math.LN2, guess: 0 },
  ],
  sequence: ["a1", "b1", "ab"],
  learners: {
    ability: { mean: 0, sd: 0 },
    learnRate: { median: Math.LN2, spread: 0 },
    slip: { low: 0.1, high: 0.1 },
  },
  laws: {
    guess: 0.2,
    readinessFloor: 0,
    zoneTarget: 0.5,
    zoneWidth: 0.25,
    feedback: 0.5,
    startDifficulty: 0,
    startDepth: 0,
  },
  preTest: [{ concepts: ["a"], difficulty: 0 }],
  postTest: [
    { concepts: ["a"], difficulty: 0 },
    { concepts: ["b"], difficulty: 0 },
  ],
};
