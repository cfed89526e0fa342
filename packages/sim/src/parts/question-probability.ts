import { answerProbability, graspOf, solvingChance } from "../maths/course-laws";
import type { QuestionTable } from "../types/course";

/** Equations (1) to (3): P(correct) of question `q` for the learner whose knowledge starts at `row`. */
export function questionProbability(
  questions: QuestionTable,
  q: number,
  knowledge: Float64Array,
  row: number,
  ability: number,
  slip: number,
): number {
  const grasp = graspOf(knowledge, row, questions.concept, questions.offsets[q]!, questions.offsets[q + 1]!);
  return answerProbability(solvingChance(grasp, questions.difficulty[q]!, ability), questions.guess[q]!, slip);
}
