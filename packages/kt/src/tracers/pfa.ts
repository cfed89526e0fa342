import {
  answerCount,
  createPause,
  type FitOptions,
  type FitResult,
  type FittedTracer,
  type InteractionLog,
  type ModelFile,
  NO_ITEM,
  type QMatrix,
  sigmoid,
  type TracerDescriptor,
  type TracerState,
} from "@zpd/core";
import { fitRidgeLogistic } from "../maths/ridge-logistic";
import { type SparseRows, SparseRowsBuilder } from "../maths/sparse-rows";
import { assertAnswers, assertCandidates } from "../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../parts/check-batch";
import { type PfaParameters, pfaParameterTable, pfaWarnings } from "../parts/pfa-report";
import { assertCountOption, assertNumberOption, resolveConfig } from "../parts/resolve-config";
import { readTensor, readTracerWorld, type TracerWorld, writeTracerFile } from "../parts/tracer-file";
import { summariseTrainingLog } from "../parts/training-log";

/**
 * Performance Factors Analysis: practice counts, right and wrong ones apart, move the log-odds of a right answer.
 *
 *   logit P(correct) = b + sum over the item's concepts k of (beta_k + gamma_k s_k + rho_k f_k)
 *
 * Source: Pavlik, Cen, Koedinger, "Performance Factors Analysis: A New Alternative to Knowledge Tracing", AIED 2009,
 * equation 3 (m = sum over j of beta_j + gamma_j s_ij + rho_j f_ij) and 2 (p = 1 / (1 + e^-m)).
 *
 * | paper | here | shape |
 * |---|---|---|
 * | beta_j | easiness | `[C]` |
 * | gamma_j | successGain | `[C]` |
 * | rho_j | failureGain | `[C]` |
 * | s_ij, f_ij | successes, failures | `[B, C]` |
 *
 * Deviations: (1) an intercept b over all items, so that the ridge pulls a rare concept to the average and an item
 * without a concept gets an average prediction; (2) a ridge 1/2 r w^2 on each weight, strengths in the config, for
 * without it a concept that everybody gets right has no finite easiness; (3) a score between 0 and 1 counts as that
 * part of a success and the rest of a failure.
 *
 * Several concepts on one item: their terms are summed, as in the paper.
 *
 * Mastery of a concept: P(correct) of an item that needs this concept alone, as the next item; 0…1.
 *
 * Cost: `observe` O(concepts of the item) a learner, `predict` O(C + entries of the Q-matrix) a learner; the state
 * holds 8 bytes a learner and concept. Fit: see `maths/ridge-logistic.ts`; 3 k + 1 non-zeros an answer of k concepts.
 */
export type PfaConfig = {
  /** Ridge on each easiness; at least 0. */
  readonly easinessRidge: number;
  /** Ridge on each gain; at least 0. Counts reach the dozens, so gains are small and want more. */
  readonly gainRidge: number;
  /** Ridge on the intercept; at least 0. Just enough to keep it finite when all answers are alike. */
  readonly interceptRidge: number;
  /** Newton steps at most. */
  readonly maxIterations: number;
  /** Done when the gradient's norm has fallen to this fraction of its norm at the start. */
  readonly tolerance: number;
};

interface PfaState extends TracerState {
  /** Right answers so far `[B, C]`. */
  readonly successes: Float32Array;
  /** Wrong answers so far `[B, C]`. */
  readonly failures: Float32Array;
}

const ID = "pfa";
const defaults: PfaConfig = Object.freeze({
  easinessRidge: 0.1,
  gainRidge: 1,
  interceptRidge: 1e-3,
  maxIterations: 100,
  tolerance: 1e-6,
});

function checkConfig(where: string, given: Partial<PfaConfig>): PfaConfig {
  const config = resolveConfig(where, defaults, given);
  for (const name of ["easinessRidge", "gainRidge", "interceptRidge"] as const) {
    assertNumberOption(where, name, config[name], 0, Number.POSITIVE_INFINITY);
  }
  assertCountOption(where, "maxIterations", config.maxIterations, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, 1);
  return config;
}

/** Counts one answer under each concept of its item. `row` is the learner's first position in the counts `[B, C]`. */
function countAnswer(
  qMatrix: QMatrix,
  successes: Float32Array,
  failures: Float32Array,
  row: number,
  item: number,
  score: number,
): void {
  for (let e = qMatrix.offsets[item]!; e < qMatrix.offsets[item + 1]!; e++) {
    const at = row + qMatrix.concept[e]!;
    successes[at]! += score;
    failures[at]! += 1 - score;
  }
}

/** What a concept adds to the logit at given counts. */
function conceptTerm(parameters: PfaParameters, concept: number, successes: number, failures: number): number {
  return (
    parameters.easiness[concept]! +
    parameters.successGain[concept]! * successes +
    parameters.failureGain[concept]! * failures
  );
}

function createPfaTracer(config: PfaConfig, world: TracerWorld, parameters: PfaParameters): FittedTracer<PfaState> {
  const { qMatrix } = world;
  const { offsets, concept } = qMatrix;
  const itemCount = world.items.size;
  const conceptCount = qMatrix.concepts.size;
  const intercept = parameters.intercept[0]!;
  const terms = new Float64Array(conceptCount);
  return {
    id: ID,
    ...world,
    start(batchSize) {
      assertBatchSize("pfa.start", batchSize);
      const size = batchSize * conceptCount;
      return { batchSize, successes: new Float32Array(size), failures: new Float32Array(size) };
    },
    observe({ batchSize, successes, failures }, items, scores) {
      assertAnswers("pfa.observe", batchSize, items, scores, itemCount);
      for (let b = 0; b < batchSize; b++) {
        if (items[b] !== NO_ITEM) countAnswer(qMatrix, successes, failures, b * conceptCount, items[b]!, scores[b]!);
      }
    },
    predict({ batchSize, successes, failures }, given) {
      const out = outputArray("pfa.predict", given, batchSize * itemCount, "[B, I]");
      for (let b = 0; b < batchSize; b++) {
        const row = b * conceptCount;
        for (let c = 0; c < conceptCount; c++) {
          terms[c] = conceptTerm(parameters, c, successes[row + c]!, failures[row + c]!);
        }
        for (let i = 0; i < itemCount; i++) {
          let logit = intercept;
          for (let e = offsets[i]!; e < offsets[i + 1]!; e++) logit += terms[concept[e]!]!;
          out[b * itemCount + i] = sigmoid(logit);
        }
      }
      return out;
    },
    predictItems({ batchSize, successes, failures }, items, given) {
      const where = "pfa.predictItems";
      const candidates = assertCandidates(where, items, batchSize, itemCount);
      const out = outputArray(where, given, items.length, "[B, N]");
      for (let k = 0; k < items.length; k++) {
        const item = items[k]!;
        if (item === NO_ITEM) {
          out[k] = Number.NaN;
          continue;
        }
        const row = Math.floor(k / candidates) * conceptCount;
        let logit = intercept;
        for (let e = offsets[item]!; e < offsets[item + 1]!; e++) {
          const c = concept[e]!;
          logit += conceptTerm(parameters, c, successes[row + c]!, failures[row + c]!);
        }
        out[k] = sigmoid(logit);
      }
      return out;
    },
    mastery({ batchSize, successes, failures }, given) {
      const out = outputArray("pfa.mastery", given, batchSize * conceptCount, "[B, C]");
      for (let at = 0; at < out.length; at++) {
        out[at] = sigmoid(intercept + conceptTerm(parameters, at % conceptCount, successes[at]!, failures[at]!));
      }
      return out;
    },
    selectRows(state, rows) {
      assertRows("pfa.selectRows", rows, state.batchSize);
      const size = rows.length * conceptCount;
      const selected = { batchSize: rows.length, successes: new Float32Array(size), failures: new Float32Array(size) };
      for (const name of ["successes", "failures"] as const) {
        for (let k = 0; k < rows.length; k++) {
          const from = rows[k]! * conceptCount;
          selected[name].set(state[name].subarray(from, from + conceptCount), k * conceptCount);
        }
      }
      return selected;
    },
    toModelFile() {
      return writeTracerFile(ID, config, world, {
        intercept: { shape: [1], data: parameters.intercept },
        easiness: { shape: [conceptCount], data: parameters.easiness },
        successGain: { shape: [conceptCount], data: parameters.successGain },
        failureGain: { shape: [conceptCount], data: parameters.failureGain },
      });
    },
  };
}

/** The design `[N, 1 + 3 C]`: intercept, easiness, success counts, failure counts, all before the answer. */
async function buildDesign(log: InteractionLog, pause: () => Promise<void>): Promise<SparseRows> {
  const { qMatrix } = log;
  const concepts = qMatrix.concepts.size;
  const builder = new SparseRowsBuilder(answerCount(log), 4);
  const successes = new Float32Array(concepts);
  const failures = new Float32Array(concepts);
  for (let learner = 0; learner < log.learners.size; learner++) {
    successes.fill(0);
    failures.fill(0);
    for (let n = log.offsets[learner]!; n < log.offsets[learner + 1]!; n++) {
      const item = log.item[n]!;
      builder.add(0, 1);
      for (let e = qMatrix.offsets[item]!; e < qMatrix.offsets[item + 1]!; e++) {
        const c = qMatrix.concept[e]!;
        builder.add(1 + c, 1);
        builder.add(1 + concepts + c, successes[c]!);
        builder.add(1 + 2 * concepts + c, failures[c]!);
      }
      builder.endRow();
      countAnswer(qMatrix, successes, failures, 0, item, log.score[n]!);
    }
    await pause();
  }
  return builder.build(1 + 3 * concepts);
}

async function fit(log: InteractionLog, given: Partial<PfaConfig>, options: FitOptions): Promise<FitResult> {
  const where = "pfa.fit";
  const config = checkConfig(where, given);
  options.signal?.throwIfAborted();
  const summary = summariseTrainingLog(where, log);
  const concepts = log.qMatrix.concepts;
  const rows = await buildDesign(log, createPause(options.signal));
  const ridge = new Float64Array(rows.columnCount).fill(config.gainRidge);
  ridge.fill(config.easinessRidge, 1, 1 + concepts.size);
  ridge[0] = config.interceptRidge;
  const { weights, ...result } = await fitRidgeLogistic(
    { rows, target: log.score, ridge },
    { ...options, task: "Fitting PFA", tolerance: config.tolerance, maxIterations: config.maxIterations },
  );
  const block = (k: number): Float64Array => weights.slice(1 + k * concepts.size, 1 + (k + 1) * concepts.size);
  const parameters: PfaParameters = {
    intercept: weights.slice(0, 1),
    easiness: block(0),
    successGain: block(1),
    failureGain: block(2),
  };
  return {
    tracer: createPfaTracer(config, { items: log.items, qMatrix: log.qMatrix }, parameters),
    report: {
      ...result,
      parameters: pfaParameterTable(log, parameters),
      warnings: [
        ...summary.warnings,
        ...pfaWarnings(log, summary.itemCount, summary.itemScore, parameters, result.converged),
      ],
    },
  };
}

export const pfaDescriptor: TracerDescriptor<PfaConfig> = {
  id: ID,
  title: "Performance Factors Analysis",
  citation:
    "Pavlik, Cen, Koedinger, Performance Factors Analysis: A New Alternative to Knowledge Tracing, AIED 2009, 531-538.",
  defaults,
  fit,
  restore(file: ModelFile): FittedTracer {
    const where = "pfa.restore";
    const world = readTracerWorld(where, ID, file);
    const config = checkConfig(where, file.config.config);
    const shape = [world.qMatrix.concepts.size];
    const parameters: PfaParameters = {
      intercept: readTensor(where, file, "intercept", [1]),
      easiness: readTensor(where, file, "easiness", shape),
      successGain: readTensor(where, file, "successGain", shape),
      failureGain: readTensor(where, file, "failureGain", shape),
    };
    return createPfaTracer(config, world, parameters);
  },
};
