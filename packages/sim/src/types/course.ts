import type { QMatrix, Vocabulary } from "@zpd/core";
import type { CourseLaws, LearnerTraitLaw } from "./course-spec";

/** Questions in columns: `Q` of them. */
export interface QuestionTable {
  readonly size: number;
  /** Row starts into `concept` `[Q + 1]`. */
  readonly offsets: Int32Array;
  readonly concept: Int32Array;
  /** `[Q]` */
  readonly difficulty: Float64Array;
  /** `[Q]`, 0…1 */
  readonly guess: Float64Array;
}

/** A checked course, ready to be played. `I` items, `C` concepts. Made by `createCourse`. */
export interface Course {
  readonly id: string;
  readonly title: string;
  /** Fixes the traits of every learner of its population, and their pre-tests. */
  readonly seed: number;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
  /** Teacher's order, item indices. */
  readonly sequence: Int32Array;
  readonly learners: LearnerTraitLaw;
  readonly laws: CourseLaws;
  readonly itemQuestions: QuestionTable;
  readonly preTest: QuestionTable;
  readonly postTest: QuestionTable;
  /** Questions of the post-test by concept: row starts `[C + 1]` and question indices. */
  readonly postTestByConcept: { readonly offsets: Int32Array; readonly question: Int32Array };
  /** Direct prerequisites of each concept: row starts `[C + 1]` and concept indices. */
  readonly prerequisites: { readonly offsets: Int32Array; readonly concept: Int32Array };
  /** Concepts such that prerequisites come first `[C]`. */
  readonly topologicalOrder: Int32Array;
  /** Length of the longest chain of prerequisites below each concept `[C]`; 0 for a concept without any. */
  readonly depth: Int32Array;
}
