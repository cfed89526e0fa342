import {
  createQMatrix,
  createVocabulary,
  itemsByConcept,
  unknownNameError,
  type Vocabulary,
  ZpdError,
} from "@zpd/core";
import { topologicalOrder } from "../maths/topological-order";
import type { Course, QuestionTable } from "../types/course";
import type { CourseLaws, CourseQuestion, CourseSpec, LearnerTraitLaw } from "../types/course-spec";

const WHERE = "createCourse";

function requireThat(condition: boolean, expected: string, got: string): void {
  if (!condition) throw new ZpdError("INVALID_CONFIG", { where: WHERE, expected, got });
}

function requireNumber(name: string, value: number, low: number, high: number): void {
  requireThat(
    Number.isFinite(value) && value >= low && value <= high,
    `${name} a number in ${low}…${high}`,
    String(value),
  );
}

/** The smallest number a width, half-life or median may have: they divide or are taken the logarithm of. */
const ABOVE_ZERO = Number.MIN_VALUE;

function checkLaws(laws: CourseLaws, learners: LearnerTraitLaw): void {
  const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minus } = Number;
  requireNumber("laws.guess", laws.guess, 0, 1);
  requireNumber("laws.readinessFloor", laws.readinessFloor, 0, 1);
  requireNumber("laws.zoneTarget", laws.zoneTarget, 0, 1);
  requireNumber("laws.zoneWidth", laws.zoneWidth, ABOVE_ZERO, infinity);
  requireNumber("laws.feedback", laws.feedback, 0, infinity);
  if (laws.halfLifeAnswers !== undefined)
    requireNumber("laws.halfLifeAnswers", laws.halfLifeAnswers, ABOVE_ZERO, infinity);
  requireNumber("laws.startDifficulty", laws.startDifficulty, minus, infinity);
  requireNumber("laws.startDepth", laws.startDepth, 0, infinity);
  requireNumber("learners.ability.mean", learners.ability.mean, minus, infinity);
  requireNumber("learners.ability.sd", learners.ability.sd, 0, infinity);
  requireNumber("learners.learnRate.median", learners.learnRate.median, ABOVE_ZERO, infinity);
  requireNumber("learners.learnRate.spread", learners.learnRate.spread, 0, infinity);
  requireNumber("learners.slip.high", learners.slip.high, 0, 1);
  requireNumber("learners.slip.low", learners.slip.low, 0, learners.slip.high);
}

function indexOrThrow(vocabulary: Vocabulary, id: string, kind: string): number {
  const index = vocabulary.indexOf(id);
  if (index < 0) throw unknownNameError(WHERE, kind, id, vocabulary.ids);
  return index;
}

function compileQuestions(
  name: string,
  questions: readonly CourseQuestion[],
  concepts: Vocabulary,
  guess: number,
  slip: number,
): QuestionTable {
  requireThat(questions.length > 0, `at least one question in ${name}`, "none");
  const rows = questions.map((question, q) => {
    requireThat(question.concepts.length > 0, `at least one concept for ${name}[${q}]`, "none");
    requireThat(
      Number.isFinite(question.difficulty),
      `a finite difficulty for ${name}[${q}]`,
      `${question.difficulty}`,
    );
    const ownGuess = question.guess ?? guess;
    requireNumber(`guess of ${name}[${q}]`, ownGuess, 0, 1);
    requireThat(
      ownGuess + slip <= 1,
      `guess + slip of at most 1 for ${name}[${q}], so that knowledge never lowers P(correct)`,
      `${ownGuess} + ${slip}`,
    );
    return question.concepts.map((id) => indexOrThrow(concepts, id, "concept"));
  });
  const { offsets, concept } = createQMatrix(rows, concepts);
  return {
    size: questions.length,
    offsets,
    concept,
    difficulty: Float64Array.from(questions, (question) => question.difficulty),
    guess: Float64Array.from(questions, (question) => question.guess ?? guess),
  };
}

/**
 * Checks a course's spec and lays it out in columns.
 * @param seed fixes the learners' traits and pre-tests
 * @throws INVALID_CONFIG on a number out of range or a cycle of prerequisites, UNKNOWN_NAME on an id that is not there,
 *   INVALID_INPUT on an id that comes twice
 */
export function compileCourse(spec: CourseSpec, seed: number): Course {
  requireThat(Number.isSafeInteger(seed) && seed >= 0, "a seed that is an integer >= 0", String(seed));
  checkLaws(spec.laws, spec.learners);
  const concepts = createVocabulary(spec.concepts.map((concept) => concept.id));
  const items = createVocabulary(spec.items.map((item) => item.id));
  const prerequisites = createQMatrix(
    spec.concepts.map((concept) => concept.prerequisites.map((id) => indexOrThrow(concepts, id, "concept"))),
    concepts,
  );
  const { order, depth, cyclic } = topologicalOrder({ offsets: prerequisites.offsets, target: prerequisites.concept });
  requireThat(
    cyclic.length === 0,
    "prerequisites without a cycle",
    `one among ${cyclic.map((c) => concepts.ids[c]).join(", ")}`,
  );
  const slip = spec.learners.slip.high;
  const table = (name: string, questions: readonly CourseQuestion[]): QuestionTable =>
    compileQuestions(name, questions, concepts, spec.laws.guess, slip);
  const itemQuestions = table("items", spec.items);
  const postTest = table("postTest", spec.postTest);
  const sequence = createVocabulary(spec.sequence ?? items.ids).ids.map((id) => indexOrThrow(items, id, "item"));
  const byConcept = itemsByConcept({ itemCount: postTest.size, concepts, ...postTest });
  return {
    id: spec.id,
    title: spec.title,
    seed,
    items,
    qMatrix: { itemCount: items.size, concepts, offsets: itemQuestions.offsets, concept: itemQuestions.concept },
    sequence: Int32Array.from(sequence),
    learners: spec.learners,
    laws: spec.laws,
    itemQuestions,
    preTest: table("preTest", spec.preTest),
    postTest,
    postTestByConcept: { offsets: byConcept.offsets, question: byConcept.item },
    prerequisites: { offsets: prerequisites.offsets, concept: prerequisites.concept },
    topologicalOrder: order,
    depth,
  };
}
