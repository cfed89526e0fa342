import { answerProbability, graspOf, solvingChance } from "../maths/course-laws";
import type { QuestionTable } from "../types/course";

/** Equations (1) to (3): P(correct) of question `q` for the learner whose knowledge starts at `row`, given what `q` demands of her. */
export function questionProbability(
  questions: QuestionTable,
  q: number,
  knowledge: Float64Array,
  row: number,
  demand: number,
  slip: number,
): number {
  const grasp = graspOf(knowledge, row, questions.concept, questions.offsets[q]!, questions.offsets[q + 1]!);
  return answerProbability(solvingChance(grasp, demand), questions.guess[q]!, slip);
}
