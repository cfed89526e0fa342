import {
  createInteractionLog,
  createPause,
  createRandomField,
  createVocabulary,
  type Dataset,
  type LearnerEnv,
  NO_ITEM,
  type OnProgress,
  type Policy,
  type ScoreColumn,
  type TestScores,
  ZpdError,
} from "@zpd/core";
import { checkOptions } from "../parts/check-options";
import type { SequencedSimulator, TestedEnv } from "../types/simulated-env";

/** How many answers learners give: log-normal around `median`, rounded, and cut off at `min` and `max`. */
export interface LengthLaw {
  readonly median: number;
  /** Standard deviation of the logarithm, >= 0. Default 0.67, the ratio of mean and median in the Mastery Grids data. */
  readonly spread?: number;
  /** Default 1. */
  readonly min?: number;
  /** Default: none. */
  readonly max?: number;
}

export interface RecordLogOptions {
  /** Number of learners, the first of the population; or their indices in it, each once. */
  readonly learners: number | Int32Array;
  /** The same for everybody, or a law from which each learner's number is drawn. */
  readonly answersPerLearner: number | LengthLaw;
  /** Seed of answers, lengths, tests and the policy. */
  readonly seed: number;
  /** Learners played at once; changes memory and speed, never the log. Default 512. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

const DEFAULT_BATCH = 512;
/** ln(mean / median) = spread² / 2 for a log-normal; Mastery Grids: mean 206, median 165. */
const DEFAULT_SPREAD = 0.67;

function drawLengths(law: number | LengthLaw, learners: Int32Array, seed: number): Int32Array {
  const {
    median,
    spread = DEFAULT_SPREAD,
    min = 1,
    max = Number.POSITIVE_INFINITY,
  } = typeof law === "number" ? { median: law, spread: 0 } : law;
  if (typeof law !== "number") {
    const any = { kind: "any" } as const;
    checkOptions("recordLog.answersPerLearner", law, { median: any, spread: any, min: any, max: any });
  }
  if (!(median >= 1 && spread >= 0 && min >= 1 && max >= min && Number.isFinite(median))) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "recordLog",
      expected: "answersPerLearner >= 1, or a law with median >= 1, spread >= 0 and 1 <= min <= max",
      got: JSON.stringify(law),
    });
  }
  const field = createRandomField(seed, "log length");
  return learners.map((learner) => {
    const drawn = Math.round(median * Math.exp(spread * (spread > 0 ? field.normal(learner) : 0)));
    return Math.min(max, Math.max(min, drawn));
  });
}

function learnerIndices(learners: number | Int32Array): Int32Array {
  const indices = typeof learners === "number" ? Int32Array.from({ length: learners }, (_, l) => l) : learners.slice();
  if (indices.length === 0 || new Set(indices).size !== indices.length) {
    throw new ZpdError("INVALID_INPUT", {
      where: "recordLog",
      expected: "at least one learner, each index once",
      got: indices.length === 0 ? "none" : `${indices.length} indices, some of them twice`,
    });
  }
  return indices;
}

function isTested(env: LearnerEnv): env is TestedEnv {
  return "samplePostTest" in env;
}

/**
 * Plays a policy on simulated learners and records what happened. The order of the learners in the log is the order
 * given; ids are `learner-` and their index from 1. Every answer of a learner follows from (seed, learner) alone.
 *
 * `tests` is there when the simulator gives them: `preTest` from `info.preTest`; `postTest`, where the environment
 * can test (the made course), is sampled when the learner has given her last answer, one Bernoulli draw for each of
 * the post-test's questions (the number of the course's `postTest`), so it carries the test's own noise; else NaN.
 * `sequence` is the simulator's. Learners of similar length are played together, and who has finished rests.
 *
 * Memory: 5 bytes an answer (8 where answers are not all 0 or 1), plus one batch. Cost: one policy and one environment step a batch and answer.
 * @throws INVALID_CONFIG, INVALID_INPUT; CONTRACT when the policy offers a learner nothing; the signal's reason
 */
export async function recordLog(
  simulator: SequencedSimulator,
  policy: Policy,
  options: RecordLogOptions,
): Promise<Dataset> {
  const { seed, signal, onProgress } = options;
  const any = { kind: "any" } as const;
  checkOptions("recordLog", options, {
    learners: any,
    answersPerLearner: any,
    seed: any,
    batchSize: { kind: "integer", low: 1 },
    signal: any,
    onProgress: any,
  });
  if (!Number.isSafeInteger(seed)) {
    throw new ZpdError("INVALID_INPUT", { where: "recordLog", expected: "an integer seed", got: String(seed) });
  }
  const learners = learnerIndices(options.learners);
  const lengths = drawLengths(options.answersPerLearner, learners, seed);
  const offsets = new Int32Array(learners.length + 1);
  for (let l = 0; l < learners.length; l++) offsets[l + 1] = offsets[l]! + lengths[l]!;
  const total = offsets[learners.length]!;
  const item = new Int32Array(total);
  let score: ScoreColumn = new Uint8Array(total);
  const tests: TestScores = {
    preTest: new Float64Array(learners.length).fill(Number.NaN),
    postTest: new Float64Array(learners.length).fill(Number.NaN),
  };
  const byLength = Int32Array.from(learners.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const pause = createPause(signal);
  let tested = false;
  let done = 0;
  signal?.throwIfAborted();

  for (let from = 0; from < byLength.length; from += options.batchSize ?? DEFAULT_BATCH) {
    const rows = byLength.subarray(from, from + (options.batchSize ?? DEFAULT_BATCH));
    const batchSize = rows.length;
    const env = simulator.create(batchSize);
    const batchLearners = rows.map((l) => learners[l]!);
    let { info } = env.reset({ seed, learners: batchLearners });
    const preTest = info.preTest?.slice();
    const state = policy.start({
      batchSize,
      seed,
      learners: batchLearners,
      ...(preTest === undefined ? {} : { preTest }),
    });
    if (preTest !== undefined) for (let b = 0; b < batchSize; b++) tests.preTest[rows[b]!] = preTest[b]!;
    tested ||= preTest !== undefined || isTested(env);
    const longest = lengths[rows[batchSize - 1]!]!;
    for (let t = 0; t < longest; t++) {
      const { items } = policy.recommend(state, {
        k: 1,
        ...(info.actionMask === undefined ? {} : { actionMask: info.actionMask }),
      });
      const actions = new Int32Array(batchSize).fill(NO_ITEM);
      for (let b = 0; b < batchSize; b++) {
        if (t >= lengths[rows[b]!]!) continue;
        actions[b] = items[b]!;
        if (items[b] === NO_ITEM) {
          throw new ZpdError("CONTRACT", {
            where: "recordLog",
            expected: `an item from ${policy.id} for every learner`,
            got: `none for learner ${batchLearners[b]} at answer ${t + 1}`,
          });
        }
      }
      const result = env.step(actions);
      info = result.info;
      policy.observe(state, actions, result.response);
      for (let b = 0; b < batchSize; b++) {
        const l = rows[b]!;
        if (t >= lengths[l]!) continue;
        item[offsets[l]! + t] = actions[b]!;
        const answer = result.response[b]!;
        // Bytes hold 0 and 1 only; the first answer in between makes the column wider.
        if (answer !== 0 && answer !== 1 && score instanceof Uint8Array) score = Float32Array.from(score);
        score[offsets[l]! + t] = answer;
        done++;
      }
      onProgress?.({ task: "Recording answers", done, total, unit: "answers" });
      await pause();
    }
    // A resting learner does not change, so everybody is still as after her own last answer.
    if (isTested(env)) {
      const postTest = env.samplePostTest();
      for (let b = 0; b < batchSize; b++) tests.postTest[rows[b]!] = postTest[b]!;
    }
  }
  const log = createInteractionLog({
    learners: createVocabulary(Array.from(learners, (learner) => `learner-${learner + 1}`)),
    items: simulator.items,
    qMatrix: simulator.qMatrix,
    offsets,
    item,
    score,
  });
  return {
    log,
    ...(tested ? { tests } : {}),
    ...(simulator.sequence === undefined ? {} : { sequence: simulator.sequence.slice() }),
  };
}
