import {
  answerCount,
  createPause,
  createRandomStream,
  type FitOptions,
  type FitResult,
  type FittedTracer,
  type FitWarning,
  type InteractionLog,
  itemsByConcept,
  logit,
  logSigmoid,
  type ModelFile,
  NO_ITEM,
  type QMatrix,
  sigmoid,
  type TracerDescriptor,
} from "@zpd/core";
import { assertAnswers, assertCandidates } from "../parts/check-answers";
import { assertBatchSize, assertRows, outputArray } from "../parts/check-batch";
import { createEloState, type EloConfig, type EloState, eloLogit, moveLearner } from "../parts/elo-rating";
import { assertCountOption, assertNumberOption, resolveConfig } from "../parts/resolve-config";
import { readTensor, readTracerWorld, type TracerWorld, writeTracerFile } from "../parts/tracer-file";
import { summariseTrainingLog } from "../parts/training-log";

/**
 * Elo rating of learners and items, an online Rasch model whose learners may change:
 *
 *   P(correct) = sigmoid(theta + mean of theta_k over the item's concepts k - d)
 *   theta   += U(n) (score - P)          n answers of the learner so far
 *   theta_k += U_concept(n_k) (score - P)    n_k answers of the learner on concept k
 *   d       -= U_item(n_i) (score - P)       n_i answers to the item, in the fit alone
 *   U(n)     = a / (1 + b n)
 *
 * Source: Pelánek, "Applications of the Elo rating system in adaptive educational systems", Computers & Education 98,
 * 2016: the update, the uncertainty function U in place of a constant step, and one overall and one local skill per concept.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | theta_s | ability | `[B]` |
 * | theta_sk | conceptAbility | `[B, C]` |
 * | d_i | difficulty | `[I]` |
 * | alpha, beta | abilityStep, abilityDecay, ... | |
 *
 * Deviations: (1) the log is gone through several times, learners in an order shuffled anew, item counts running on, so
 * that early items gain from late knowledge; every pass starts learners at 0; (2) difficulties are frozen once fitted,
 * so learners do not influence each other; (3) an item without training answers takes the mean difficulty of its
 * concepts' items; (4) overall and concept skills have steps of their own; (5)
 * difficulties start at the log-odds of a wrong answer over the whole log, not at 0.
 *
 * Mastery of a concept: P(correct) of an item that needs this concept alone and has the mean difficulty of the
 * concept's items; 0…1.
 *
 * Cost: `observe` O(concepts of the item) a learner, `predict` O(entries of the Q-matrix) a learner; the state holds
 * 12 bytes a learner and 8 a learner and concept. Fit: O(answers) a pass.
 */

const ID = "elo";
const stepNames = ["abilityStep", "abilityDecay", "conceptStep", "conceptDecay", "itemStep", "itemDecay"] as const;

// Steps and decays were chosen on a validation part of the training learners of ASSISTments 2009 (fold 1).
const defaults: EloConfig = Object.freeze({
  perConcept: true,
  abilityStep: 0.6,
  abilityDecay: 0.05,
  conceptStep: 0.4,
  conceptDecay: 0.1,
  itemStep: 0.5,
  itemDecay: 0.1,
  maxPasses: 20,
  tolerance: 2e-3,
});

function checkConfig(where: string, given: Partial<EloConfig>): EloConfig {
  const config = resolveConfig(where, defaults, given);
  for (const name of stepNames) assertNumberOption(where, name, config[name], 0, Number.POSITIVE_INFINITY);
  assertCountOption(where, "maxPasses", config.maxPasses, 1);
  assertNumberOption(where, "tolerance", config.tolerance, 0, 1);
  return config;
}

/** Mean difficulty of each concept's items `[C]`, those without answers left out where `counts` is given; `fallback` where none is left. */
function conceptDifficulties(
  qMatrix: QMatrix,
  difficulty: Float64Array,
  fallback: number,
  counts?: Int32Array,
): Float64Array {
  const { offsets, item } = itemsByConcept(qMatrix);
  return Float64Array.from({ length: qMatrix.concepts.size }, (_, c) => {
    const members = item.subarray(offsets[c], offsets[c + 1]).filter((i) => counts === undefined || counts[i]! > 0);
    return members.length === 0 ? fallback : members.reduce((sum, i) => sum + difficulty[i]!, 0) / members.length;
  });
}

function createEloTracer(config: EloConfig, world: TracerWorld, difficulty: Float64Array): FittedTracer<EloState> {
  const { qMatrix } = world;
  const itemCount = world.items.size;
  const concepts = qMatrix.concepts.size;
  const meanDifficulty = itemCount === 0 ? 0 : difficulty.reduce((sum, d) => sum + d, 0) / itemCount;
  const ofConcept = conceptDifficulties(qMatrix, difficulty, meanDifficulty);
  return {
    id: ID,
    ...world,
    start(batchSize) {
      assertBatchSize("elo.start", batchSize);
      return createEloState(config, batchSize, concepts);
    },
    observe(state, items, scores) {
      assertAnswers("elo.observe", state.batchSize, items, scores, itemCount);
      for (let b = 0; b < state.batchSize; b++) {
        const item = items[b]!;
        if (item === NO_ITEM) continue;
        const p = sigmoid(eloLogit(qMatrix, state, b, item, difficulty[item]!));
        moveLearner(config, qMatrix, state, b, item, scores[b]! - p);
      }
    },
    predict(state, given) {
      const out = outputArray("elo.predict", given, state.batchSize * itemCount, "[B, I]");
      for (let b = 0, at = 0; b < state.batchSize; b++) {
        for (let i = 0; i < itemCount; i++, at++) out[at] = sigmoid(eloLogit(qMatrix, state, b, i, difficulty[i]!));
      }
      return out;
    },
    predictItems(state, items, given) {
      const where = "elo.predictItems";
      const candidates = assertCandidates(where, items, state.batchSize, itemCount);
      const out = outputArray(where, given, items.length, "[B, N]");
      for (let k = 0; k < items.length; k++) {
        const item = items[k]!;
        const row = Math.floor(k / candidates);
        out[k] = item === NO_ITEM ? Number.NaN : sigmoid(eloLogit(qMatrix, state, row, item, difficulty[item]!));
      }
      return out;
    },
    mastery(state, given) {
      const out = outputArray("elo.mastery", given, state.batchSize * concepts, "[B, C]");
      for (let b = 0, at = 0; b < state.batchSize; b++) {
        for (let c = 0; c < concepts; c++, at++) {
          out[at] = sigmoid(state.ability[b]! + (config.perConcept ? state.conceptAbility[at]! : 0) - ofConcept[c]!);
        }
      }
      return out;
    },
    selectRows(state, rows) {
      assertRows("elo.selectRows", rows, state.batchSize);
      const selected = createEloState(config, rows.length, concepts);
      const width = config.perConcept ? concepts : 0;
      for (let k = 0; k < rows.length; k++) {
        const row = rows[k]!;
        selected.ability[k] = state.ability[row]!;
        selected.answers[k] = state.answers[row]!;
        selected.conceptAbility.set(state.conceptAbility.subarray(row * width, (row + 1) * width), k * width);
        selected.conceptAnswers.set(state.conceptAnswers.subarray(row * width, (row + 1) * width), k * width);
      }
      return selected;
    },
    toModelFile() {
      return writeTracerFile(ID, config, world, { difficulty: { shape: [itemCount], data: difficulty } });
    },
  };
}

/**
 * One pass over the log: every learner from 0, in a shuffled order; moves the difficulties and their counts.
 * Returns the log-likelihood of the answers, each predicted before it counted.
 */
async function passOverLog(
  config: EloConfig,
  log: InteractionLog,
  order: Int32Array,
  difficulty: Float64Array,
  counts: Int32Array,
  pause: () => Promise<void>,
): Promise<number> {
  const { qMatrix } = log;
  let logLikelihood = 0;
  for (const learner of order) {
    const state = createEloState(config, 1, qMatrix.concepts.size);
    for (let n = log.offsets[learner]!; n < log.offsets[learner + 1]!; n++) {
      const item = log.item[n]!;
      const score = log.score[n]!;
      const z = eloLogit(qMatrix, state, 0, item, difficulty[item]!);
      logLikelihood += score * logSigmoid(z) + (1 - score) * logSigmoid(-z);
      const surprise = score - sigmoid(z);
      moveLearner(config, qMatrix, state, 0, item, surprise);
      difficulty[item]! -= (config.itemStep / (1 + config.itemDecay * counts[item]!)) * surprise;
      counts[item]!++;
    }
    await pause();
  }
  return logLikelihood;
}

/** Gives items without training answers the mean difficulty of their concepts' items, or of all. */
function fillUnseenItems(qMatrix: QMatrix, difficulty: Float64Array, counts: Int32Array): void {
  const seen = difficulty.filter((_, i) => counts[i]! > 0);
  const overall = seen.reduce((sum, d) => sum + d, 0) / seen.length;
  const ofConcept = conceptDifficulties(qMatrix, difficulty, overall, counts);
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! > 0) continue;
    const own = qMatrix.concept.subarray(qMatrix.offsets[i], qMatrix.offsets[i + 1]);
    difficulty[i] = own.length === 0 ? overall : own.reduce((sum, c) => sum + ofConcept[c]!, 0) / own.length;
  }
}

async function fit(log: InteractionLog, given: Partial<EloConfig>, options: FitOptions): Promise<FitResult> {
  const where = "elo.fit";
  const config = checkConfig(where, given);
  options.signal?.throwIfAborted();
  const { rate, itemCount, warnings } = summariseTrainingLog(where, log);
  const pause = createPause(options.signal);
  const random = createRandomStream(options.seed, "elo-order");
  const order = Int32Array.from({ length: log.learners.size }, (_, learner) => learner);
  // One answer of each kind beside the log's own keeps the start finite when all are alike.
  const answers = answerCount(log);
  const difficulty = new Float64Array(log.items.size).fill(-logit((rate * answers + 1) / (answers + 2)));
  const counts = new Int32Array(log.items.size);
  const history: number[] = [];
  let converged = false;
  while (!converged && history.length < config.maxPasses) {
    random.shuffle(order);
    const logLikelihood = await passOverLog(config, log, order, difficulty, counts, pause);
    const previous = history.at(-1);
    history.push(logLikelihood);
    converged = previous !== undefined && Math.abs(logLikelihood - previous) <= config.tolerance * Math.abs(previous);
    options.onProgress?.({
      task: "Fitting Elo",
      done: history.length,
      total: config.maxPasses,
      unit: "passes",
      metrics: { logLikelihood },
    });
  }
  fillUnseenItems(log.qMatrix, difficulty, itemCount);
  const notConverged: FitWarning = {
    code: "NOT_CONVERGED",
    message: "the log-likelihood still changed in the last pass; raise maxPasses",
  };
  return {
    tracer: createEloTracer(config, { items: log.items, qMatrix: log.qMatrix }, difficulty),
    report: {
      iterations: history.length,
      converged,
      logLikelihood: history.at(-1)!,
      history,
      parameters: log.items.ids.map((item, i) => ({ item, difficulty: difficulty[i]!, answers: itemCount[i]! })),
      warnings: converged ? warnings : [...warnings, notConverged],
    },
  };
}

export const eloDescriptor: TracerDescriptor<EloConfig> = {
  id: ID,
  title: "Elo rating",
  citation:
    "Pelánek, Applications of the Elo rating system in adaptive educational systems, Computers & Education 98, 2016, 169-179.",
  defaults,
  fit,
  restore(file: ModelFile): FittedTracer {
    const where = "elo.restore";
    const world = readTracerWorld(where, ID, file);
    const config = checkConfig(where, file.config.config);
    return createEloTracer(config, world, readTensor(where, file, "difficulty", [world.items.size]));
  },
};
