import { fitRewardModel, masteryAtEnd } from "@zpd/eval";
import { bktDescriptor, eloDescriptor, logisticDescriptor, pfaDescriptor } from "@zpd/kt";
import { createPolicy } from "@zpd/rl";
import { courseSimulator, createCourse, recordLog, tracerSimulator } from "@zpd/sim";

/**
 * How large a trial is. Fixed before anything was measured.
 * @typedef {object} TrialSize
 * @property {string} course id of a made course
 * @property {readonly string[]} policies ids
 * @property {readonly string[]} simulators ids of tracers (bkt, pfa, logistic, elo), fitted on the recorded log, and "course"
 * @property {readonly number[]} lengths
 * @property {number} logged learners in the log that tracers and reward model are fitted to
 * @property {number} answers of each of them, on average
 * @property {number} learners played in the matrix
 * @property {number} repeats
 * @property {number} fresh learners who tell the truth
 */

/**
 * The size of the 20-seed check: the course of `npm start` with its classical policies and simulators. As there, one of
 * the simulators is the course itself: what the matrix promises is that a verdict holds if any simulator is right. How it
 * fares when none is, is told by `--simulators bkt,logistic,elo`.
 */
export const FULL = {
  course: "small",
  policies: [
    "random",
    "instruct-seq",
    "inv-instruct-seq",
    "bkt-mp",
    "bkt-inv-mp",
    "bkt-highest-prob-correct",
    "bkt-highest-prob-incorrect",
    "bkt-uncertain",
    "bkt-myopic",
    "bkt-zone",
    "logistic-zone",
  ],
  simulators: ["bkt", "logistic", "elo", "course"],
  lengths: [10, 20, 30],
  logged: 400,
  answers: 60,
  learners: 200,
  repeats: 3,
  fresh: 1000,
};

/** The same on fewer learners and lengths: seconds instead of minutes, for the tests. */
export const SMALL = {
  ...FULL,
  lengths: [10, 20],
  logged: 200,
  answers: 40,
  learners: 40,
  repeats: 2,
  fresh: 200,
};

/** Ratio of mean and median length as in real logs (Mastery Grids: 206 / 165). */
const LENGTH_SPREAD = 0.67;

/**
 * A second opinion on what was learnt. The policies of the study plan with BKT, which also scores them: some are good at
 * raising BKT's beliefs more than knowledge. PFA counts right and wrong answers and shares none of BKT's assumptions.
 */
const SECOND_TRACER = "pfa";
export const SECOND_REWARD = "linear-on-pfa";

/** Population indices from here on are in nobody's log. */
const FIRST_FRESH = 1_000_000;

/**
 * A made course, a log of it with items at random, tracers and reward model fitted to that log, and the study on them.
 * Its learners and luck are not those who tell the truth, and the reward model has no say in the truth.
 * @param {TrialSize} size
 * @param {number} seed
 * @returns {Promise<import("@zpd/eval").TruthTrial>}
 */
export async function makeTrial(size, seed) {
  const course = createCourse(size.course, { seed });
  const truth = courseSimulator(course);
  const median = size.answers / Math.exp(LENGTH_SPREAD ** 2 / 2);
  const { log, tests } = await recordLog(truth, createPolicy("random", { world: course }), {
    learners: size.logged,
    answersPerLearner: { median, spread: LENGTH_SPREAD, min: 2 },
    seed,
  });
  if (tests === undefined) throw new Error("a made course tests its learners");
  const tracers = [];
  for (const descriptor of [bktDescriptor, pfaDescriptor, logisticDescriptor, eloDescriptor]) {
    tracers.push((await descriptor.fit(log, {}, { seed })).tracer);
  }
  const tracerOf = (/** @type {string} */ id) => {
    const tracer = tracers.find((known) => known.id === id);
    if (tracer === undefined) throw new Error(`no tracer "${id}"`);
    return tracer;
  };
  const rewardTracer = tracerOf("bkt");
  const { preTest, postTest } = tests;
  const conceptIds = course.qMatrix.concepts.ids;
  const rewardModel = fitRewardModel({ mastery: await masteryAtEnd(rewardTracer, log), preTest, postTest, conceptIds });
  const second = tracerOf(SECOND_TRACER);
  const secondReward = fitRewardModel({
    mastery: await masteryAtEnd(second, log),
    preTest,
    postTest,
    conceptIds,
    id: SECOND_REWARD,
  });
  const world = { items: course.items, qMatrix: course.qMatrix, sequence: course.sequence };
  const study = {
    policies: size.policies.map((id) => createPolicy(id, { world, tracers, rewardModel, rewardTracer })),
    simulators: size.simulators.map((id) =>
      id === truth.id ? truth : tracerSimulator(tracerOf(id), { reward: "none" }),
    ),
    lengths: size.lengths,
    learners: Int32Array.from({ length: size.learners }, (_, learner) => learner),
    preTest: tests.preTest.slice(0, size.learners),
    repeats: size.repeats,
    rewardTracer,
    rewardModel,
    otherRewardModels: [{ ...secondReward, rewardTracer: second }],
    seed,
  };
  return {
    study,
    truth,
    learners: Int32Array.from({ length: size.fresh }, (_, learner) => FIRST_FRESH + learner),
    repeats: 1,
    seed: seed + FIRST_FRESH,
  };
}
