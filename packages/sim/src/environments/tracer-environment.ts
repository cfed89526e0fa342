import {
  checkOptions,
  createRandomField,
  type KnowledgeTracer,
  type LearnerEnv,
  NO_ITEM,
  type Observation,
  type RandomField,
  type ResetOptions,
  type ResetResult,
  type Simulator,
  type StepResult,
  type TracerState,
} from "@zpd/core";
import { checkActions, checkBatchSize, checkReset, notReset } from "../parts/check-actions";
import type { EnvironmentDescriptor } from "../types/simulated-env";

export interface TracerSimulatorOptions {
  /** "sample": the answer is right with the predicted probability. "threshold": right when that is >= 0.5. Default "sample". */
  readonly responses?: "sample" | "threshold";
  /** Test score before the course of every learner of the population `[L]`, passed on as `info.preTest`. */
  readonly preTest?: Float64Array;
  /**
   * "mastery-growth": the growth of the mean mastery in each step. "none": always 0, which saves reading all mastery at
   * every step where nobody looks at rewards, as in the Robust Evaluation Matrix. Default "mastery-growth".
   */
  readonly reward?: "mastery-growth" | "none";
  /** Name for reports. Default: the tracer's id. */
  readonly title?: string;
}

/** P(correct) from which a thresholded learner answers right. */
const THRESHOLD = 0.5;

function createTracerEnv(tracer: KnowledgeTracer, batchSize: number, options: TracerSimulatorOptions): LearnerEnv {
  const concepts = tracer.qMatrix.concepts.size;
  const where = `${tracer.id} simulator`;
  const sampled = options.responses !== "threshold";
  const rewarded = options.reward !== "none";
  const mastery = new Float32Array(batchSize * concepts);
  const meanMastery = new Float64Array(batchSize);
  const probability = new Float32Array(batchSize);
  const answers = new Int32Array(batchSize);
  const response = new Float32Array(batchSize);
  const reward = new Float64Array(batchSize);
  const terminated = new Uint8Array(batchSize);
  const truncated = new Uint8Array(batchSize);
  const observation: Observation = { lastItem: new Int32Array(batchSize), lastScore: new Float32Array(batchSize) };
  const preTest = options.preTest === undefined ? undefined : new Float64Array(batchSize);
  const info = preTest === undefined ? {} : { preTest };
  let episode: { state: TracerState; learners: Int32Array; streams: Int32Array; field: RandomField } | undefined;

  function meanOf(b: number): number {
    let sum = 0;
    for (let c = b * concepts; c < (b + 1) * concepts; c++) sum += mastery[c]!;
    return concepts === 0 ? 0 : sum / concepts;
  }

  return {
    id: tracer.id,
    batchSize,
    items: tracer.items,
    qMatrix: tracer.qMatrix,

    reset(resetOptions: ResetOptions): ResetResult {
      const streams = checkReset(`${where}.reset`, resetOptions, batchSize, options.preTest?.length);
      const learners = resetOptions.learners.slice();
      const state = tracer.start(batchSize);
      episode = { state, learners, streams, field: createRandomField(resetOptions.seed, "tracer response") };
      if (rewarded) tracer.mastery(state, mastery);
      for (let b = 0; b < batchSize; b++) {
        meanMastery[b] = meanOf(b);
        if (preTest !== undefined) preTest[b] = options.preTest![learners[b]!]!;
      }
      answers.fill(0);
      observation.lastItem.fill(NO_ITEM);
      observation.lastScore.fill(Number.NaN);
      return { observation, info };
    },

    step(actions: Int32Array): StepResult {
      if (episode === undefined) throw notReset(`${where}.step`);
      checkActions(`${where}.step`, actions, batchSize, tracer.items.size, undefined);
      const { state, learners, streams, field } = episode;
      tracer.predictItems(state, actions, probability);
      for (let b = 0; b < batchSize; b++) {
        const item = actions[b]!;
        response[b] = Number.NaN;
        if (item === NO_ITEM) continue;
        // Drawn under both options, so that switching one changes nothing else.
        const uniform = field.uniform(learners[b]!, streams[b]!, answers[b]!++);
        const correct = sampled ? uniform < probability[b]! : probability[b]! >= THRESHOLD;
        response[b] = correct ? 1 : 0;
        observation.lastItem[b] = item;
        observation.lastScore[b] = response[b]!;
      }
      tracer.observe(state, actions, response);
      if (!rewarded) return { observation, response, reward, terminated, truncated, info };
      tracer.mastery(state, mastery);
      for (let b = 0; b < batchSize; b++) {
        reward[b] = 0;
        if (actions[b] === NO_ITEM) continue;
        const after = meanOf(b);
        reward[b] = after - meanMastery[b]!;
        meanMastery[b] = after;
      }
      return { observation, response, reward, terminated, truncated, info };
    },
  };
}

/**
 * Any tracer as a population of learners: the answer comes from its prediction for the item offered, then it observes
 * that answer. All learners start alike, as the tracer starts; they differ by luck only.
 *
 * `reward` is the growth of the mean mastery over all concepts in this step. `NO_ITEM` rests: response NaN, reward 0.
 * The uniform number behind an answer depends on (seed, learner, stream, number of her answers so far). A step costs
 * the tracer's `predictItems`, `observe` and `mastery`, plus O(B C). Answers are sampled before the tracer observes
 * them, as in the study's simulators.
 * @throws INVALID_CONFIG on an unknown option; resets throw INVALID_INPUT on a learner without a pre-test
 */
export function tracerSimulator(tracer: KnowledgeTracer, options: TracerSimulatorOptions = {}): Simulator {
  checkOptions("tracerSimulator", options, {
    responses: { kind: "choice", of: ["sample", "threshold"] },
    reward: { kind: "choice", of: ["mastery-growth", "none"] },
    preTest: { kind: "any" },
    title: { kind: "any" },
  });
  return {
    id: tracer.id,
    title: options.title ?? `Learners as ${tracer.id} sees them`,
    items: tracer.items,
    qMatrix: tracer.qMatrix,
    create(batchSize) {
      checkBatchSize("tracerSimulator.create", batchSize);
      return createTracerEnv(tracer, batchSize, options);
    },
  };
}

export const tracerEnvironmentDescriptor: EnvironmentDescriptor = {
  id: "tracer",
  title: "Any knowledge tracer as a learner; the simulator takes the tracer's id",
  citation:
    'Doroudi, Aleven, Brunskill, "Robust Evaluation Matrix", Learning at Scale 2017: student models that simulate learners.',
  defaults: { responses: "sample" },
};
