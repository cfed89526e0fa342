import { demandOf } from "../maths/course-laws";
import type { Course } from "../types/course";
import type { LearnerTraits } from "./learner-traits";
import { questionProbability } from "./question-probability";

/** The chance of every learner at every question of the post-test, kept up to date with what she knows. */
export interface ExpectedScore {
  /** Equation (3) `[B, Q]`. */
  readonly questions: Float64Array;
  /** Takes everything anew for row `b`. O(Q). */
  restart(b: number, knowledge: Float64Array, traits: LearnerTraits): void;
  /** Brings row `b` up to date after an answer to an item. O(questions on its concepts), O(Q) with forgetting. */
  update(b: number, item: number, knowledge: Float64Array, traits: LearnerTraits): void;
  /** Equation (10). Summed anew each time, so no error piles up over a long course. O(Q). */
  score(b: number): number;
}

/** For a batch of `B` learners of a course with `Q` questions in the post-test. */
export function createExpectedScore(course: Course, batchSize: number): ExpectedScore {
  const { postTest, postTestByConcept, itemQuestions } = course;
  const concepts = course.qMatrix.concepts.size;
  const forgets = course.laws.halfLifeAnswers !== undefined;
  const questions = new Float64Array(batchSize * postTest.size);
  /** What every question demands of every learner `[B, Q]`: exponentials taken once an episode. */
  const demand = new Float64Array(batchSize * postTest.size);

  function take(b: number, q: number, knowledge: Float64Array, { slip }: LearnerTraits): void {
    const cell = b * postTest.size + q;
    questions[cell] = questionProbability(postTest, q, knowledge, b * concepts, demand[cell]!, slip[b]!);
  }

  return {
    questions,
    restart(b, knowledge, traits) {
      for (let q = 0; q < postTest.size; q++) {
        demand[b * postTest.size + q] = demandOf(postTest.difficulty[q]!, traits.ability[b]!);
        take(b, q, knowledge, traits);
      }
    },
    update(b, item, knowledge, traits) {
      if (forgets) {
        for (let q = 0; q < postTest.size; q++) take(b, q, knowledge, traits);
        return;
      }
      for (let n = itemQuestions.offsets[item]!; n < itemQuestions.offsets[item + 1]!; n++) {
        const c = itemQuestions.concept[n]!;
        for (let m = postTestByConcept.offsets[c]!; m < postTestByConcept.offsets[c + 1]!; m++)
          take(b, postTestByConcept.question[m]!, knowledge, traits);
      }
    },
    score(b) {
      let sum = 0;
      for (let cell = b * postTest.size; cell < (b + 1) * postTest.size; cell++) sum += questions[cell]!;
      return sum / postTest.size;
    },
  };
}
