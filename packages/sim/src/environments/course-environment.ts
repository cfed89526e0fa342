import {
  checkOptions,
  createRandomField,
  NO_ITEM,
  type Observation,
  type RandomField,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from "@zpd/core";
import { answerProbability, demandOf, graspOf, solvingChance } from "../maths/course-laws";
import { checkActions, checkBatchSize, checkReset, notReset } from "../parts/check-actions";
import { createCourseLearning } from "../parts/course-learning";
import { createExpectedScore } from "../parts/expected-score";
import { drawLearnerTraits, type LearnerTraits } from "../parts/learner-traits";
import { createPrerequisiteMask } from "../parts/prerequisite-mask";
import type { Course } from "../types/course";
import type { EnvironmentDescriptor, SequencedSimulator, TestedEnv } from "../types/simulated-env";

export interface CourseSimulatorOptions {
  /** Number of learners there are; a reset with a higher index throws. Absent: any index from 0. */
  readonly population?: number;
  /**
   * "none": every item may be offered at any time. "prerequisites": only items of which every prerequisite concept is
   * truly known to at least `PREREQUISITE_KNOWN`. Default "none".
   */
  readonly mask?: "none" | "prerequisites";
}

/** The made course as a batch of learners, with a window on the truth. */
export interface CourseEnv extends TestedEnv {
  /** True knowledge now `[B, C]`, 0…1. A view: it changes with the next step. */
  readonly knowledge: Float64Array;
}

export interface CourseSimulator extends SequencedSimulator {
  readonly id: "course";
  readonly course: Course;
  readonly sequence: Int32Array;
  create(batchSize: number): CourseEnv;
}

/** What of a batch does not change between two resets. */
interface Episode {
  readonly traits: LearnerTraits;
  readonly learners: Int32Array;
  readonly streams: Int32Array;
  readonly responses: RandomField;
  readonly tests: RandomField;
}

function createCourseEnv(course: Course, batchSize: number, options: CourseSimulatorOptions): CourseEnv {
  const { itemQuestions, postTest, qMatrix } = course;
  const concepts = qMatrix.concepts.size;
  const itemCount = course.items.size;
  const learn = createCourseLearning(course);
  const expected = createExpectedScore(course, batchSize);
  const writeMask = createPrerequisiteMask(course);
  const knowledge = new Float64Array(batchSize * concepts);
  const trueScore = new Float64Array(batchSize);
  const preTest = new Float64Array(batchSize);
  const answers = new Int32Array(batchSize);
  const response = new Float32Array(batchSize);
  const reward = new Float64Array(batchSize);
  const terminated = new Uint8Array(batchSize);
  const truncated = new Uint8Array(batchSize);
  const observation: Observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
  const actionMask = options.mask === "prerequisites" ? new Uint8Array(batchSize * itemCount) : undefined;
  const info = { ...(actionMask === undefined ? {} : { actionMask }), preTest, trueScore };
  let episode: Episode | undefined;

  return {
    id: "course",
    batchSize,
    items: course.items,
    qMatrix,
    knowledge,

    reset(resetOptions: ResetOptions): ResetResult {
      const streams = checkReset("course.reset", resetOptions, batchSize, options.population);
      const learners = resetOptions.learners.slice();
      const traits = drawLearnerTraits(course, learners);
      episode = {
        traits,
        learners,
        streams,
        responses: createRandomField(resetOptions.seed, "course response"),
        tests: createRandomField(resetOptions.seed, "course post-test"),
      };
      knowledge.set(traits.startKnowledge);
      preTest.set(traits.preTest);
      answers.fill(0);
      observation.lastItem.fill(NO_ITEM);
      observation.lastScore.fill(Number.NaN);
      for (let b = 0; b < batchSize; b++) {
        expected.restart(b, knowledge, traits);
        trueScore[b] = expected.score(b);
        if (actionMask !== undefined) writeMask(knowledge, b, actionMask);
      }
      return { observation, info };
    },

    step(actions: Int32Array): StepResult {
      if (episode === undefined) throw notReset("course.step");
      checkActions("course.step", actions, batchSize, itemCount, actionMask);
      const { traits, learners, streams, responses } = episode;
      const { difficulty, guess, offsets, concept } = itemQuestions;
      for (let b = 0; b < batchSize; b++) {
        const item = actions[b]!;
        if (item === NO_ITEM) {
          response[b] = Number.NaN;
          reward[b] = 0;
          continue;
        }
        const grasp = graspOf(knowledge, b * concepts, concept, offsets[item]!, offsets[item + 1]!);
        const solving = solvingChance(grasp, demandOf(difficulty[item]!, traits.ability[b]!));
        const uniform = responses.uniform(learners[b]!, streams[b]!, answers[b]!++);
        const correct = uniform < answerProbability(solving, guess[item]!, traits.slip[b]!);
        response[b] = correct ? 1 : 0;
        observation.lastItem[b] = item;
        observation.lastScore[b] = response[b]!;
        const before = trueScore[b]!;
        learn(knowledge, b * concepts, item, solving, correct, traits.learnRate[b]!);
        expected.update(b, item, knowledge, traits);
        trueScore[b] = expected.score(b);
        reward[b] = trueScore[b]! - before;
        if (actionMask !== undefined) writeMask(knowledge, b, actionMask);
      }
      return { observation, response, reward, terminated, truncated, info };
    },

    samplePostTest(): Float64Array {
      if (episode === undefined) throw notReset("course.samplePostTest");
      const { learners, streams, tests } = episode;
      const score = new Float64Array(batchSize);
      for (let b = 0; b < batchSize; b++) {
        let right = 0;
        for (let q = 0; q < postTest.size; q++)
          if (tests.uniform(learners[b]!, streams[b]!, q) < expected.questions[b * postTest.size + q]!) right++;
        score[b] = right / postTest.size;
      }
      return score;
    },
  };
}

/**
 * Learners of a made course whose truth is known. `B` learners, `I` items, `C` concepts, `Q` questions of the post-test.
 *
 * - `response` is drawn by equation (3) with a uniform number that depends on (seed, learner, stream, number of her
 *   answers so far): the same for every policy.
 * - `reward` is the growth of `info.trueScore`, equation (10), in this step.
 * - `info.preTest` is sampled once per learner, by the course's seed; `info.trueScore` holds no sampling.
 * - `NO_ITEM` rests: response NaN, reward 0, nothing is learnt, forgotten or drawn. Episodes never end by themselves.
 *
 * A step costs O(B (concepts of the item + questions on them + Q)); with forgetting O(B (C + Q)) powers; with the
 * mask O(B (C + I)) more.
 * @throws INVALID_CONFIG on an unknown option or a population below 1
 */
export function courseSimulator(course: Course, options: CourseSimulatorOptions = {}): CourseSimulator {
  checkOptions("courseSimulator", options, {
    population: { kind: "integer", low: 1 },
    mask: { kind: "choice", of: ["none", "prerequisites"] },
  });
  return {
    id: "course",
    title: course.title,
    items: course.items,
    qMatrix: course.qMatrix,
    sequence: course.sequence,
    course,
    create(batchSize) {
      checkBatchSize("courseSimulator.create", batchSize);
      return createCourseEnv(course, batchSize, options);
    },
  };
}

export const courseEnvironmentDescriptor: EnvironmentDescriptor = {
  id: "course",
  title: "Made course with a known truth",
  citation:
    "Laws of this package; see maths/course-laws.ts for what they follow (Junker and Sijtsma 2001; Liu et al. 2019; Wilson et al. 2019; Bush and Mosteller 1955; Doignon and Falmagne 1985).",
  defaults: { mask: "none" },
};
