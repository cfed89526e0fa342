import { createRandomField } from "@zpd/core";
import { demandOf, readinessFor, startingKnowledge } from "../maths/course-laws";
import type { Course } from "../types/course";
import { questionProbability } from "./question-probability";

/** What learners of a course bring with them. `B` learners. */
export interface LearnerTraits {
  /** `[B]` */
  readonly ability: Float64Array;
  /** `[B]`, > 0 */
  readonly learnRate: Float64Array;
  /** `[B]`, 0…1 */
  readonly slip: Float64Array;
  /** What is known at the start `[B, C]`, 0…1. */
  readonly startKnowledge: Float64Array;
  /** Score of the test before the course `[B]`, 0…1: one draw a question, divided by their number. */
  readonly preTest: Float64Array;
}

/**
 * The traits of members of the course's population, by index `[B]`. They depend on the course's seed and the index
 * only, so a learner is the same in every batch, run and repeat. O(B (C + questions of the pre-test)) draws.
 */
export function drawLearnerTraits(course: Course, learners: Int32Array): LearnerTraits {
  const { laws, prerequisites, depth } = course;
  const concepts = course.qMatrix.concepts.size;
  const abilityField = createRandomField(course.seed, "course ability");
  const learnRateField = createRandomField(course.seed, "course learn rate");
  const slipField = createRandomField(course.seed, "course slip");
  const startField = createRandomField(course.seed, "course starting knowledge");
  const preTestField = createRandomField(course.seed, "course pre-test");
  const { ability: abilityLaw, learnRate: learnRateLaw, slip: slipLaw } = course.learners;
  const ability = new Float64Array(learners.length);
  const learnRate = new Float64Array(learners.length);
  const slip = new Float64Array(learners.length);
  const startKnowledge = new Float64Array(learners.length * concepts);
  const preTest = new Float64Array(learners.length);
  for (let b = 0; b < learners.length; b++) {
    const learner = learners[b]!;
    const row = b * concepts;
    ability[b] = abilityLaw.mean + abilityLaw.sd * abilityField.normal(learner);
    learnRate[b] = learnRateLaw.median * Math.exp(learnRateLaw.spread * learnRateField.normal(learner));
    slip[b] = slipLaw.low + (slipLaw.high - slipLaw.low) * slipField.uniform(learner);
    for (const c of course.topologicalOrder) {
      const readiness = readinessFor(
        startKnowledge,
        row,
        prerequisites.concept,
        prerequisites.offsets[c]!,
        prerequisites.offsets[c + 1]!,
        laws.readinessFloor,
      );
      const uniform = startField.uniform(learner, c);
      startKnowledge[row + c] = startingKnowledge(
        uniform,
        laws.startDifficulty,
        laws.startDepth,
        depth[c]!,
        ability[b]!,
        readiness,
      );
    }
    let right = 0;
    for (let q = 0; q < course.preTest.size; q++) {
      const p = questionProbability(
        course.preTest,
        q,
        startKnowledge,
        row,
        demandOf(course.preTest.difficulty[q]!, ability[b]!),
        slip[b]!,
      );
      if (preTestField.uniform(learner, q) < p) right++;
    }
    preTest[b] = right / course.preTest.size;
  }
  return { ability, learnRate, slip, startKnowledge, preTest };
}
