import {
  createRandomField,
  NO_ITEM,
  type Observation,
  type RandomField,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from "@zpd/core";
import {
  answerProbability,
  demandOf,
  graspOf,
  keptPerAnswer,
  knowledgeAfterTeaching,
  readinessFor,
  solvingChance,
  zoneFactor,
} from "../maths/course-laws";
import { checkActions, checkBatchSize, checkReset, notReset } from "../parts/check-actions";
import { checkOptions } from "../parts/check-options";
import { drawLearnerTraits, type LearnerTraits } from "../parts/learner-traits";
import { questionProbability } from "../parts/question-probability";
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

/** Knowledge from which a prerequisite counts as met under `mask: "prerequisites"`. Ours: half. */
export const PREREQUISITE_KNOWN = 0.5;

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
  const { laws, itemQuestions, postTest, postTestByConcept, prerequisites, qMatrix } = course;
  const concepts = qMatrix.concepts.size;
  const itemCount = course.items.size;
  const knowledge = new Float64Array(batchSize * concepts);
  /** Equation (3) for every question of the post-test `[B, Q]`, kept up to date with `knowledge`. */
  const questionScore = new Float64Array(batchSize * postTest.size);
  /** What every question of the post-test demands of every learner `[B, Q]`: exponentials taken once an episode. */
  const questionDemand = new Float64Array(batchSize * postTest.size);
  const trueScore = new Float64Array(batchSize);
  const preTest = new Float64Array(batchSize);
  const answers = new Int32Array(batchSize);
  const response = new Float32Array(batchSize);
  const reward = new Float64Array(batchSize);
  const terminated = new Uint8Array(batchSize);
  const truncated = new Uint8Array(batchSize);
  const observation: Observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
  const actionMask = options.mask === "prerequisites" ? new Uint8Array(batchSize * itemCount) : undefined;
  const met = new Uint8Array(concepts);
  const kept = laws.halfLifeAnswers === undefined ? 1 : keptPerAnswer(laws.halfLifeAnswers);
  const info = { ...(actionMask === undefined ? {} : { actionMask }), preTest, trueScore };
  let episode: Episode | undefined;

  function scoreQuestion(b: number, q: number, { slip }: LearnerTraits): void {
    const cell = b * postTest.size + q;
    questionScore[cell] = questionProbability(postTest, q, knowledge, b * concepts, questionDemand[cell]!, slip[b]!);
  }

  /** Equation (10). Summed anew each time, so no error piles up over a long course. */
  function sumQuestions(b: number): void {
    let sum = 0;
    for (let q = b * postTest.size; q < (b + 1) * postTest.size; q++) sum += questionScore[q]!;
    trueScore[b] = sum / postTest.size;
  }

  function updateMask(b: number, mask: Uint8Array): void {
    for (let c = 0; c < concepts; c++) {
      met[c] = 1;
      for (let n = prerequisites.offsets[c]!; n < prerequisites.offsets[c + 1]!; n++) {
        if (knowledge[b * concepts + prerequisites.concept[n]!]! < PREREQUISITE_KNOWN) met[c] = 0;
      }
    }
    for (let i = 0; i < itemCount; i++) {
      let open = 1;
      for (let n = itemQuestions.offsets[i]!; n < itemQuestions.offsets[i + 1]!; n++)
        open &= met[itemQuestions.concept[n]!]!;
      mask[b * itemCount + i] = open;
    }
  }

  /** Equations (4) to (8) for one learner and the item she just answered. */
  function learn(b: number, item: number, solving: number, correct: boolean, traits: LearnerTraits): void {
    const row = b * concepts;
    const from = itemQuestions.offsets[item]!;
    const to = itemQuestions.offsets[item + 1]!;
    const feedback = correct ? 1 : laws.feedback;
    const dose = traits.learnRate[b]! * zoneFactor(solving, laws.zoneTarget, laws.zoneWidth) * feedback;
    // Concepts that build on each other may share an item: every readiness is taken before any of them rises.
    for (let n = from; n < to; n++) {
      const c = itemQuestions.concept[n]!;
      doses[n - from] =
        dose *
        readinessFor(
          knowledge,
          row,
          prerequisites.concept,
          prerequisites.offsets[c]!,
          prerequisites.offsets[c + 1]!,
          laws.readinessFloor,
        );
    }
    if (kept < 1) {
      let n = from;
      for (let c = 0; c < concepts; c++) {
        // The concepts of an item are ascending.
        if (n < to && itemQuestions.concept[n] === c) n++;
        else knowledge[row + c]! *= kept;
      }
    }
    for (let n = from; n < to; n++) {
      const c = itemQuestions.concept[n]!;
      knowledge[row + c] = knowledgeAfterTeaching(knowledge[row + c]!, doses[n - from]!);
    }
    if (kept < 1) {
      for (let q = 0; q < postTest.size; q++) scoreQuestion(b, q, traits);
      return;
    }
    for (let n = from; n < to; n++) {
      const c = itemQuestions.concept[n]!;
      for (let m = postTestByConcept.offsets[c]!; m < postTestByConcept.offsets[c + 1]!; m++)
        scoreQuestion(b, postTestByConcept.question[m]!, traits);
    }
  }
  let widest = 0;
  for (let i = 0; i < itemCount; i++)
    widest = Math.max(widest, itemQuestions.offsets[i + 1]! - itemQuestions.offsets[i]!);
  const doses = new Float64Array(widest);

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
        for (let q = 0; q < postTest.size; q++) {
          questionDemand[b * postTest.size + q] = demandOf(postTest.difficulty[q]!, traits.ability[b]!);
          scoreQuestion(b, q, traits);
        }
        sumQuestions(b);
        if (actionMask !== undefined) updateMask(b, actionMask);
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
        learn(b, item, solving, correct, traits);
        sumQuestions(b);
        reward[b] = trueScore[b]! - before;
        if (actionMask !== undefined) updateMask(b, actionMask);
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
          if (tests.uniform(learners[b]!, streams[b]!, q) < questionScore[b * postTest.size + q]!) right++;
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
