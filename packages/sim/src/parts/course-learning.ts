import { keptPerAnswer, knowledgeAfterTeaching, readinessFor, zoneFactor } from "../maths/course-laws";
import type { Course } from "../types/course";

/** Moves one learner's knowledge, the row of `[B, C]` that starts at `row`, after an answer to an item. */
export type Learn = (
  knowledge: Float64Array,
  row: number,
  item: number,
  solving: number,
  correct: boolean,
  learnRate: number,
) => void;

/** Equations (4) to (8) for a course. A call costs O(concepts of the item and their prerequisites), O(C) with forgetting. */
export function createCourseLearning({ laws, itemQuestions, prerequisites, qMatrix }: Course): Learn {
  const concepts = qMatrix.concepts.size;
  const { offsets, concept } = itemQuestions;
  const kept = laws.halfLifeAnswers === undefined ? 1 : keptPerAnswer(laws.halfLifeAnswers);
  let widest = 0;
  for (let i = 0; i < itemQuestions.size; i++) widest = Math.max(widest, offsets[i + 1]! - offsets[i]!);
  const doses = new Float64Array(widest);

  return (knowledge, row, item, solving, correct, learnRate) => {
    const from = offsets[item]!;
    const to = offsets[item + 1]!;
    const feedback = correct ? 1 : laws.feedback;
    const dose = learnRate * zoneFactor(solving, laws.zoneTarget, laws.zoneWidth) * feedback;
    // Concepts that build on each other may share an item: every readiness is taken before any of them rises.
    for (let n = from; n < to; n++) {
      const c = concept[n]!;
      const first = prerequisites.offsets[c]!;
      const end = prerequisites.offsets[c + 1]!;
      doses[n - from] = dose * readinessFor(knowledge, row, prerequisites.concept, first, end, laws.readinessFloor);
    }
    if (kept < 1) {
      let n = from;
      for (let c = 0; c < concepts; c++) {
        // The concepts of an item are ascending.
        if (n < to && concept[n] === c) n++;
        else knowledge[row + c]! *= kept;
      }
    }
    for (let n = from; n < to; n++) {
      const cell = row + concept[n]!;
      knowledge[cell] = knowledgeAfterTeaching(knowledge[cell]!, doses[n - from]!);
    }
  };
}
