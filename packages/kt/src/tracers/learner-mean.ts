import {
  type FitOptions,
  type FitResult,
  type FittedTracer,
  type InteractionLog,
  type ModelFile,
  NO_ITEM,
  type TracerDescriptor,
  type TracerState,
} from "@zpd/core";
import { assertAnswers, assertCandidates } from "../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../parts/check-batch";
import { assertNumberOption, resolveConfig } from "../parts/resolve-config";
import { readTensor, readTracerWorld, type TracerWorld, writeTracerFile } from "../parts/tracer-file";
import { summariseTrainingLog } from "../parts/training-log";

/**
 * Baseline: the learner's success rate so far, whatever the item.
 *
 *   p = (m p_0 + sum of the learner's scores) / (m + number of her answers)
 *
 * with p_0 the rate over all training answers and m the prior strength, in answers: the mean of a
 * Beta(m p_0, m (1 - p_0)) posterior. The mastery of every concept is p. Reference point of any tracer that claims to
 * know the items.
 *
 * Cost: `observe` O(B), `predict` O(B I), `mastery` O(B C); the state holds 16 bytes a learner.
 */
export type LearnerMeanConfig = {
  /** m, answers the overall rate counts for; at least 0.01, for without a prior one answer would make the tracer certain. */
  readonly priorStrength: number;
};

interface LearnerMeanState extends TracerState {
  /** Sum of scores `[B]`. */
  readonly scoreSum: Float64Array;
  /** Number of answers `[B]`. */
  readonly answerCount: Float64Array;
}

const ID = "learner-mean";
const defaults: LearnerMeanConfig = Object.freeze({ priorStrength: 5 });

function checkConfig(where: string, given: Partial<LearnerMeanConfig>): LearnerMeanConfig {
  const config = resolveConfig(where, defaults, given);
  assertNumberOption(where, "priorStrength", config.priorStrength, 0.01, Number.POSITIVE_INFINITY);
  return config;
}

/** Posterior mean of a success rate. */
function smoothedRate(scoreSum: number, answers: number, priorRate: number, priorStrength: number): number {
  return (priorStrength * priorRate + scoreSum) / (priorStrength + answers);
}

function createLearnerMeanTracer(
  config: LearnerMeanConfig,
  world: TracerWorld,
  overallRate: Float64Array,
): FittedTracer<LearnerMeanState> {
  const itemCount = world.items.size;
  const conceptCount = world.qMatrix.concepts.size;
  const rateOf = (state: LearnerMeanState, b: number): number =>
    smoothedRate(state.scoreSum[b]!, state.answerCount[b]!, overallRate[0]!, config.priorStrength);
  const fillRows = (state: LearnerMeanState, out: Float32Array, width: number): Float32Array => {
    for (let b = 0; b < state.batchSize; b++) out.fill(rateOf(state, b), b * width, (b + 1) * width);
    return out;
  };
  return {
    id: ID,
    ...world,
    start(batchSize) {
      assertBatchSize("learner-mean.start", batchSize);
      return { batchSize, scoreSum: new Float64Array(batchSize), answerCount: new Float64Array(batchSize) };
    },
    observe({ batchSize, scoreSum, answerCount }, items, scores) {
      assertAnswers("learner-mean.observe", batchSize, items, scores, itemCount);
      for (let b = 0; b < batchSize; b++) {
        if (items[b] === NO_ITEM) continue;
        scoreSum[b]! += scores[b]!;
        answerCount[b]!++;
      }
    },
    predict(state, given) {
      return fillRows(
        state,
        outputArray("learner-mean.predict", given, state.batchSize * itemCount, "[B, I]"),
        itemCount,
      );
    },
    predictItems(state, items, given) {
      const where = "learner-mean.predictItems";
      const candidates = assertCandidates(where, items, state.batchSize, itemCount);
      const out = outputArray(where, given, items.length, "[B, N]");
      for (let b = 0, k = 0; b < state.batchSize; b++) {
        const rate = rateOf(state, b);
        for (let n = 0; n < candidates; n++, k++) {
          out[k] = items[k] === NO_ITEM ? Number.NaN : rate;
        }
      }
      return out;
    },
    mastery(state, given) {
      const out = outputArray("learner-mean.mastery", given, state.batchSize * conceptCount, "[B, C]");
      return fillRows(state, out, conceptCount);
    },
    selectRows({ batchSize, scoreSum, answerCount }, rows) {
      assertRows("learner-mean.selectRows", rows, batchSize);
      return {
        batchSize: rows.length,
        scoreSum: Float64Array.from(rows, (row) => scoreSum[row]!),
        answerCount: Float64Array.from(rows, (row) => answerCount[row]!),
      };
    },
    toModelFile() {
      return writeTracerFile(ID, config, world, { overallRate: { shape: [1], data: overallRate } });
    },
  };
}

async function fit(log: InteractionLog, given: Partial<LearnerMeanConfig>, options: FitOptions): Promise<FitResult> {
  const where = "learner-mean.fit";
  const config = checkConfig(where, given);
  options.signal?.throwIfAborted();
  const { answers, rate, warnings } = summariseTrainingLog(where, log);
  let logLikelihood = 0;
  for (let learner = 0; learner < log.learners.size; learner++) {
    let scoreSum = 0;
    const from = log.offsets[learner]!;
    for (let n = from; n < log.offsets[learner + 1]!; n++) {
      const score = log.score[n]!;
      const p = smoothedRate(scoreSum, n - from, rate, config.priorStrength);
      if (score > 0) logLikelihood += score * Math.log(p);
      if (score < 1) logLikelihood += (1 - score) * Math.log1p(-p);
      scoreSum += score;
    }
  }
  options.onProgress?.({ task: "Counting answers", done: answers, total: answers, unit: "answers" });
  const tracer = createLearnerMeanTracer(config, { items: log.items, qMatrix: log.qMatrix }, Float64Array.of(rate));
  return { tracer, report: { iterations: 1, converged: true, logLikelihood, warnings } };
}

export const learnerMeanDescriptor: TracerDescriptor<LearnerMeanConfig> = {
  id: ID,
  title: "Learner mean (baseline)",
  citation: "Smoothed success rate of each learner so far; mean of a Beta posterior centred on the overall rate.",
  defaults,
  fit,
  restore(file: ModelFile): FittedTracer {
    const where = "learner-mean.restore";
    const world = readTracerWorld(where, ID, file);
    const config = checkConfig(where, file.config.config);
    return createLearnerMeanTracer(config, world, readTensor(where, file, "overallRate", [1]));
  },
};
