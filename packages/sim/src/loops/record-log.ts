import {
  checkOptions,
  createInteractionLog,
  createPause,
  createVocabulary,
  type Dataset,
  type LearnerEnv,
  NO_ITEM,
  type OnProgress,
  type Policy,
  type TestScores,
  ZpdError,
} from "@zpd/core";
import { drawAnswerCounts, type LengthLaw } from "../parts/answer-counts";
import { createLogColumns } from "../parts/log-columns";
import type { SequencedSimulator, TestedEnv } from "../types/simulated-env";

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
 * A learner whose episode ends by itself has fewer answers than asked for.
 *
 * Memory: 5 bytes an answer (8 where answers are not all 0 or 1) twice at the end, plus one batch. Cost: one policy
 * and one environment step a batch and answer.
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
  const lengths = drawAnswerCounts(options.answersPerLearner, learners, seed);
  const columns = createLogColumns(lengths);
  const total = lengths.reduce((sum, length) => sum + length, 0);
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
    const ended = new Uint8Array(batchSize);
    const longest = lengths[rows[batchSize - 1]!]!;
    for (let t = 0; t < longest; t++) {
      const { items } = policy.recommend(state, {
        k: 1,
        ...(info.actionMask === undefined ? {} : { actionMask: info.actionMask }),
      });
      const actions = new Int32Array(batchSize).fill(NO_ITEM);
      for (let b = 0; b < batchSize; b++) {
        if (ended[b] === 1 || t >= lengths[rows[b]!]!) continue;
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
        if (actions[b] === NO_ITEM) continue;
        columns.add(rows[b]!, actions[b]!, result.response[b]!);
        done++;
        ended[b] = result.terminated[b]! | result.truncated[b]!;
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
    ...columns.finish(),
  });
  return {
    log,
    ...(tested ? { tests } : {}),
    ...(simulator.sequence === undefined ? {} : { sequence: simulator.sequence.slice() }),
  };
}
