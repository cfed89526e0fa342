import {
  assertThat,
  createPause,
  type LearnerEnv,
  NO_ITEM,
  type Policy,
  type StepInfo,
  type WorkOptions,
  ZpdError,
} from "@zpd/core";
import type { RemCell } from "../types/rem-cell";
import type { RemCellIndex, RemStudy } from "../types/rem-study";
import { callPart, type PlayedPart } from "./call-part";
import { checkAction } from "./check-action";
import { checkStudy } from "./check-study";
import { scoreLearners } from "./score-learners";

export interface PlayCellOptions extends WorkOptions {
  /** How many episodes run side by side, at most (default 2048). Bounds memory, changes no result. */
  readonly maxBatch?: number;
  /** Keep what was recommended in `actions`, and the answers in `responses`. */
  readonly keepActions?: boolean;
}

// About 2048 x (items x 5 + beliefs) bytes: some 10 MB for a thousand items, and large enough to hide call costs.
const DEFAULT_MAX_BATCH = 2048;

/** Where one chunk's results go: episodes `first … first + B - 1` of `[learners, repeats]`. */
interface CellBuffers {
  readonly scores: Float64Array;
  readonly otherScores: Float64Array | undefined;
  readonly preTest: Float64Array;
  trueScores: Float64Array | undefined;
  readonly actions: Int32Array | undefined;
  readonly responses: Float32Array | undefined;
}

/**
 * Plays one policy against one simulator: all learners, all repeats, one run to the longest length. The scores after
 * the shorter lengths are read off the same run on the way, since what a policy does cannot depend on how long it will
 * go on. Learner `l`, repeat `r` is population index `learners[l]`, stream `r`: all policies meet the same luck under
 * one simulator (common random numbers), so their differences vary less than their scores.
 *
 * An episode that the simulator ends keeps its last score. A learner to whom nothing may be offered rests that step.
 * A pure function of the study and the two indices; `maxBatch` does not change a byte as long as policies and
 * simulators keep their contract (draws by learner, stream and step).
 *
 * Cost: longest length x learners x repeats times (recommend + step + 2 observe).
 * @throws CONTRACT when a policy recommends an item that is unknown or masked, or none though some may be offered, when a
 *   policy or simulator throws (its error is the cause), and when a simulator or a reward model gives a number that is
 *   none; INVALID_INPUT when a reward model needs a pre-test that nobody knows
 */
export async function playCell(study: RemStudy, index: RemCellIndex, options: PlayCellOptions = {}): Promise<RemCell> {
  checkStudy(study);
  const policy = study.policies[index.policy];
  const simulator = study.simulators[index.simulator];
  if (policy === undefined || simulator === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "playCell",
      expected: `a policy below ${study.policies.length} and a simulator below ${study.simulators.length}`,
      got: `policy ${index.policy}, simulator ${index.simulator}`,
    });
  }
  const maxBatch = options.maxBatch ?? DEFAULT_MAX_BATCH;
  assertThat(Number.isInteger(maxBatch) && maxBatch >= 1, "INVALID_INPUT", {
    where: "playCell",
    expected: "maxBatch to be a whole number from 1",
    got: `${maxBatch}`,
  });
  const episodes = study.learners.length * study.repeats;
  const longest = study.lengths.at(-1)!;
  const others = study.otherRewardModels?.length ?? 0;
  const buffers: CellBuffers = {
    scores: new Float64Array(study.lengths.length * episodes),
    otherScores: others === 0 ? undefined : new Float64Array(others * study.lengths.length * episodes),
    preTest: new Float64Array(study.learners.length).fill(Number.NaN),
    trueScores: undefined,
    actions: options.keepActions === true ? new Int32Array(episodes * longest).fill(NO_ITEM) : undefined,
    responses: options.keepActions === true ? new Float32Array(episodes * longest).fill(Number.NaN) : undefined,
  };
  const pause = createPause(options.signal);
  let env: LearnerEnv | undefined;
  for (let first = 0; first < episodes; first += maxBatch) {
    options.signal?.throwIfAborted();
    const size = Math.min(maxBatch, episodes - first);
    if (env?.batchSize !== size) {
      const all = { kind: "simulator", id: simulator.id, against: policy.id, learners: study.learners } as const;
      env = callPart(all, undefined, `make a batch of ${size}`, () => simulator.create(size));
      assertThat(env.batchSize === size, "CONTRACT", {
        where: "playCell",
        expected: `simulator "${simulator.id}" to make a batch of ${size}`,
        got: `${env.batchSize}`,
      });
    }
    await playChunk(study, policy, env, first, buffers, pause, (step) =>
      options.onProgress?.({
        task: `${policy.id} under ${simulator.id}`,
        done: first * longest + step * size,
        total: episodes * longest,
        unit: "answers",
      }),
    );
  }
  const gains = gainsOver(buffers, study.repeats);
  return {
    policy: policy.id,
    simulator: simulator.id,
    scores: buffers.scores,
    ...(buffers.otherScores === undefined ? {} : { otherScores: buffers.otherScores }),
    ...(gains === undefined ? {} : { gains }),
    ...(buffers.trueScores === undefined ? {} : { trueScores: buffers.trueScores }),
    ...(buffers.actions === undefined ? {} : { actions: buffers.actions }),
    ...(buffers.responses === undefined ? {} : { responses: buffers.responses }),
  };
}

/** `scores` less each learner's pre-test, undefined when nobody has one. */
function gainsOver({ scores, preTest }: CellBuffers, repeats: number): Float64Array | undefined {
  if (preTest.every(Number.isNaN)) return undefined;
  return scores.map((score, at) => score - preTest[Math.floor(at / repeats) % preTest.length]!);
}

/** Plays episodes `first … first + env.batchSize - 1` to the longest length. */
async function playChunk(
  study: RemStudy,
  policy: Policy,
  env: LearnerEnv,
  first: number,
  buffers: CellBuffers,
  pause: () => Promise<void>,
  onStep: (step: number) => void,
): Promise<void> {
  const { seed, lengths, repeats, rewardTracer, rewardModel, otherRewardModels = [] } = study;
  const size = env.batchSize;
  const itemCount = policy.items.size;
  const episodes = study.learners.length * repeats;
  const longest = lengths.at(-1)!;
  const learners = Int32Array.from({ length: size }, (_, row) => study.learners[Math.floor((first + row) / repeats)]!);
  const streams = Int32Array.from({ length: size }, (_, row) => (first + row) % repeats);

  const asPolicy: PlayedPart = { kind: "policy", id: policy.id, against: env.id, learners };
  const asSimulator: PlayedPart = { kind: "simulator", id: env.id, against: policy.id, learners };
  let { info } = callPart(asSimulator, undefined, "reset", () => env.reset({ seed, learners, streams }));
  const preTest = preTestOf(study, env.id, info, learners, first);
  for (let row = 0; row < size; row++) buffers.preTest[Math.floor((first + row) / repeats)] = preTest[row]!;
  // Decided by the study and the simulator, never by the rows at hand, or chunks would differ.
  const hasPreTest = study.preTest !== undefined || info.preTest !== undefined;
  const start = { batchSize: size, seed, learners, streams, ...(hasPreTest ? { preTest } : {}) };
  const state = callPart(asPolicy, undefined, "start", () => policy.start(start));
  const beliefs = rewardTracer.start(size);
  const followed = otherRewardModels.flatMap(({ rewardTracer: tracer }) => tracer ?? []);
  const otherBeliefs = new Map([...new Set(followed)].map((tracer) => [tracer, tracer.start(size)]));

  const actions = new Int32Array(size);
  const responses = new Float32Array(size);
  const ended = new Uint8Array(size);
  const truth = new Float64Array(size);
  const score = new Float64Array(size);
  let mastery: Float32Array | undefined;
  let lengthIndex = 0;

  for (let step = 0; step < longest; step++) {
    const { actionMask } = info;
    const request = actionMask === undefined ? { k: 1 } : { k: 1, actionMask };
    const items = callPart(asPolicy, step, "recommend", () => policy.recommend(state, request).items);
    for (let row = 0; row < size; row++) {
      if (ended[row] === 1) actions[row] = NO_ITEM;
      else {
        const item = items[row];
        checkAction(policy, env.id, item, itemCount, actionMask, row, learners[row]!, step);
        actions[row] = item;
        if (buffers.actions !== undefined) buffers.actions[(first + row) * longest + step] = item;
      }
    }
    const result = callPart(asSimulator, step, "step", () => env.step(actions));
    info = result.info;
    for (let row = 0; row < size; row++) {
      if (ended[row] === 1) continue;
      if (info.trueScore !== undefined) {
        truth[row] = info.trueScore[row]!;
        if (!Number.isFinite(truth[row])) throw badNumber(env.id, "trueScore", truth[row]!, learners[row]!, step);
      }
      if (actions[row] === NO_ITEM) continue;
      const response = result.response[row]!;
      if (!(response >= 0 && response <= 1)) throw badNumber(env.id, "response", response, learners[row]!, step);
      responses[row] = response;
      if (buffers.responses !== undefined) buffers.responses[(first + row) * longest + step] = response;
    }
    callPart(asPolicy, step, "observe", () => policy.observe(state, actions, responses));
    rewardTracer.observe(beliefs, actions, responses);
    for (const [tracer, state] of otherBeliefs) tracer.observe(state, actions, responses);
    for (let row = 0; row < size; row++) {
      if (result.terminated[row] === 1 || result.truncated[row] === 1) ended[row] = 1;
    }
    if (step + 1 === lengths[lengthIndex]) {
      mastery = rewardTracer.mastery(beliefs, mastery);
      const who = { learners, answers: step + 1 };
      const own = { ...who, tracer: rewardTracer.id };
      buffers.scores.set(scoreLearners(rewardModel, mastery, preTest, score, own), lengthIndex * episodes + first);
      const otherMastery = new Map(Array.from(otherBeliefs, ([tracer, state]) => [tracer, tracer.mastery(state)]));
      for (const [model, other] of otherRewardModels.entries()) {
        const { rewardTracer: tracer = rewardTracer } = other;
        const known = otherMastery.get(tracer) ?? mastery;
        const at = (model * lengths.length + lengthIndex) * episodes + first;
        const by = { ...who, tracer: tracer.id };
        buffers.otherScores!.set(scoreLearners(other, known, preTest, score, by), at);
      }
      if (info.trueScore !== undefined) {
        buffers.trueScores ??= new Float64Array(lengths.length * episodes).fill(Number.NaN);
        buffers.trueScores.set(truth, lengthIndex * episodes + first);
      }
      lengthIndex++;
    }
    onStep(step + 1);
    await pause();
  }
}

/** The study's pre-test, else the simulator's, one value per row; NaN where nobody knows one. */
function preTestOf(
  study: RemStudy,
  simulator: string,
  info: StepInfo,
  learners: Int32Array,
  first: number,
): Float64Array {
  const { preTest: given, repeats, rewardModel, otherRewardModels = [] } = study;
  const preTest = Float64Array.from(learners, (_, row) =>
    given !== undefined ? given[Math.floor((first + row) / repeats)]! : (info.preTest?.[row] ?? Number.NaN),
  );
  const needing = [rewardModel, ...otherRewardModels].find(({ usesPreTest }) => usesPreTest);
  const missing = needing === undefined ? -1 : preTest.findIndex(Number.isNaN);
  assertThat(missing < 0, "INVALID_INPUT", {
    where: "playCell",
    expected: `a pre-test of every learner, because reward model "${needing?.id}" uses it`,
    got: `none for learner ${learners[missing]} under simulator "${simulator}"`,
    advice: "give study.preTest, leave such learners out, or fit the reward model without a pre-test",
  });
  return preTest;
}

function badNumber(simulator: string, name: string, value: number, learner: number, step: number): ZpdError {
  return new ZpdError("CONTRACT", {
    where: "playCell",
    expected: `simulator "${simulator}" to give a ${name} in 0…1`,
    got: `${value} for learner ${learner} at step ${step + 1}`,
  });
}
