import { createPause, createRandomStream, type InteractionLog, type RandomStream, sigmoid, ZpdError } from "@zpd/core";
import { itemRowWidth, learnerRowWidth, type VariationalModel } from "../types/posterior";
import { type AdamRows, createAdamRows, stepRow, touchRow } from "./adam-rows";
import { allocatePlain } from "./allocate-arrays";
import { assemblePosterior } from "./assemble-posterior";
import { BLOCKS } from "./block-runner";
import type { StepArrays } from "./coordinate-steps";
import type { VariationalFit, VariationalOptions } from "./fit-variational";
import { hasSettled } from "./has-settled";
import { joinPrior } from "./join-prior";
import { createScaleSteps } from "./scale-steps";
import { noteSharedModes } from "./shared-modes";
import { createStepArrays } from "./starting-arrays";
import { checkStochasticConfig, type StochasticConfig } from "./stochastic-config";
import { MIN_DISCRIMINATION } from "./variational-config";
import { variationalWarnings } from "./variational-warnings";

const KNOWN = 1;
const FROZEN = 2;

/**
 * The same posterior as `fitVariational` by stochastic variational inference: mini-batches of answers in random order, each
 * answer's logit drawn from its posterior by reparametrisation, Adam on means and logarithms of scales.
 *
 * Source: Shi & Athey, section 5, with full batches; Kingma, Salimans & Welling 2015 for the draw. Deviations: (1) the logit is
 * drawn rather than its parameters (local reparametrisation), which has less noise at the same mean; (2) a row's divergence
 * from its prior enters a batch by the share of the row's answers in it, instead of scaling the likelihood up: the same
 * gradient in the mean, and rows not in the batch are not touched; (3) steps shrink with the root of the pass.
 *
 * Closed-form updates reach the same held-out loss in far fewer passes; this is here to be compared with.
 *
 * Cost: O(N D) a pass, random access; memory as `fitVariational` and 24 bytes a parameter.
 * @throws as `fitVariational`
 */
export async function fitStochastic(
  model: VariationalModel,
  log: InteractionLog,
  given: Partial<StochasticConfig>,
  options: VariationalOptions,
): Promise<VariationalFit> {
  const where = "fitStochastic";
  const { prior, signal, onProgress, seed } = options;
  const config = checkStochasticConfig(where, model, given);
  const { factors, maxPasses, tolerance } = config;
  signal?.throwIfAborted();
  const joined = prior === undefined ? log : joinPrior(where, log, prior, model, factors);
  const arrays = createStepArrays(where, model, joined, factors, { ...options, allocate: allocatePlain });
  const work = createWork(model, config, arrays);
  const random = createRandomStream(seed, "irt-stochastic");
  const order = Uint32Array.from(arrays.byLearner, (_, n) => n);
  const pause = createPause(signal);
  const losses: number[] = [];
  let converged = false;
  while (losses.length < maxPasses && !converged) {
    random.shuffle(order);
    const rate = config.learningRate / Math.sqrt(losses.length + 1);
    let loss = 0;
    for (let from = 0; from < order.length; from += config.batchAnswers) {
      loss += takeBatch(work, order.subarray(from, from + config.batchAnswers), rate, random);
      await pause();
    }
    assertFinite(where, loss, losses.length + 1);
    losses.push(loss);
    onProgress?.({
      task: "Fitting the posterior",
      done: losses.length,
      total: maxPasses,
      unit: "passes",
      metrics: { loss },
    });
    converged = hasSettled(losses, tolerance);
  }
  noteSharedModes(factors, arrays);
  const { scaleBlock } = createScaleSteps(arrays, { factors, fixedDiscrimination: model === "rasch" });
  for (let block = 0; block < BLOCKS; block++) {
    scaleBlock(block);
    await pause();
  }
  return {
    posterior: assemblePosterior(model, factors, joined, arrays, prior),
    report: {
      iterations: losses.length,
      converged,
      history: losses,
      warnings: variationalWarnings(joined, arrays, converged),
      backend: { name: "cpu", reason: "plain JavaScript, one thread" },
    },
  };
}

interface Work {
  readonly arrays: StepArrays;
  readonly learners: AdamRows;
  readonly items: AdamRows;
  readonly factors: number;
  /** Parameters of an item below this one are given: Rasch's discriminations. */
  readonly firstItemParameter: number;
  readonly minDiscrimination: number;
  /** The learner of each answer `[N]`. */
  readonly learnerOf: Int32Array;
}

function createWork(model: VariationalModel, { factors, positive }: StochasticConfig, arrays: StepArrays): Work {
  const learnerOf = new Int32Array(arrays.byLearner.length);
  for (let l = 0; l + 1 < arrays.learnerOffsets.length; l++) {
    learnerOf.fill(l, arrays.learnerOffsets[l], arrays.learnerOffsets[l + 1]);
  }
  return {
    arrays,
    learners: createAdamRows(arrays.learnerRows, learnerRowWidth(factors), factors),
    items: createAdamRows(arrays.itemRows, itemRowWidth(factors), factors),
    factors,
    firstItemParameter: model === "rasch" ? factors : 0,
    minDiscrimination: positive ? MIN_DISCRIMINATION : Number.NEGATIVE_INFINITY,
    learnerOf,
  };
}

/** One step on some answers. Returns their share of the loss before it. */
function takeBatch(work: Work, answers: Uint32Array, rate: number, random: RandomStream): number {
  const { arrays, learners, items, factors, learnerOf } = work;
  let loss = 0;
  for (const n of answers) {
    const packed = arrays.byLearner[n]!;
    loss += addAnswer(work, learnerOf[n]!, packed >>> 1, packed & 1, random.normal());
  }
  const { learnerOffsets, itemOffsets, learnerPrior, itemPrior, knownLearnerRows, knownItemRows } = arrays;
  loss += endBatch(learners, learnerOffsets, arrays.learnerFlags, learnerPrior, knownLearnerRows, rate, 0, 0, 0);
  loss += endBatch(
    items,
    itemOffsets,
    arrays.itemFlags,
    itemPrior,
    knownItemRows,
    rate,
    work.firstItemParameter,
    factors,
    work.minDiscrimination,
  );
  return loss;
}

/** Adds one answer's downhill gradient and returns its loss, at a draw `noise` of the logit. */
function addAnswer({ learners, items, factors }: Work, l: number, i: number, y: number, noise: number): number {
  const [learnerRow, itemRow] = [l * learners.width, i * items.width];
  const [ability, item] = [learners.rows, items.rows];
  let m = -item[itemRow + 2 * factors]!;
  let v = item[itemRow + 2 * factors + 1]!;
  for (let d = 0; d < factors; d++) {
    const [mean, variance] = [ability[learnerRow + d]!, ability[learnerRow + factors + d]!];
    const a = item[itemRow + d]!;
    m += a * mean;
    v += a * a * variance + item[itemRow + factors + d]! * (mean * mean + variance);
  }
  const scale = Math.sqrt(v);
  const x = m + scale * noise;
  const byMean = sigmoid(x) - y;
  const byVariance = (byMean * noise) / (2 * scale);
  touchRow(learners, l);
  touchRow(items, i);
  const learnerAt = l * 2 * learners.parameters;
  const itemAt = i * 2 * items.parameters;
  for (let d = 0; d < factors; d++) {
    const [mean, variance] = [ability[learnerRow + d]!, ability[learnerRow + factors + d]!];
    const [a, aVariance] = [item[itemRow + d]!, item[itemRow + factors + d]!];
    learners.gradient[learnerAt + 2 * d]! += byMean * a + 2 * byVariance * aVariance * mean;
    learners.gradient[learnerAt + 2 * d + 1]! += 2 * byVariance * (a * a + aVariance) * variance;
    items.gradient[itemAt + 2 * d]! += byMean * mean + 2 * byVariance * variance * a;
    items.gradient[itemAt + 2 * d + 1]! += 2 * byVariance * (mean * mean + variance) * aVariance;
  }
  items.gradient[itemAt + 2 * factors]! -= byMean;
  items.gradient[itemAt + 2 * factors + 1]! += 2 * byVariance * item[itemRow + 2 * factors + 1]!;
  return Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Adds the priors' share, steps every row that was met, and returns that share of the divergence. */
function endBatch(
  side: AdamRows,
  offsets: Int32Array,
  flags: Uint8Array,
  prior: Float64Array,
  knownRows: Float32Array,
  rate: number,
  from: number,
  positiveBelow: number,
  minMean: number,
): number {
  const { parameters, width, rows, meanAt, varianceAt, gradient } = side;
  let loss = 0;
  for (let k = 0; k < side.touchedCount; k++) {
    const row = side.touched[k]!;
    const share = side.inBatch[row]! / (offsets[row + 1]! - offsets[row]!);
    side.inBatch[row] = 0;
    const isKnown = (flags[row]! & KNOWN) !== 0;
    const priors = isKnown ? knownRows : prior;
    const priorRow = isKnown ? row * width : 0;
    for (let p = from; p < parameters; p++) {
      const priorVariance = priors[priorRow + varianceAt[p]!]!;
      const variance = rows[row * width + varianceAt[p]!]!;
      const distance = rows[row * width + meanAt[p]!]! - priors[priorRow + meanAt[p]!]!;
      const at = (row * parameters + p) * 2;
      gradient[at]! += (share * distance) / priorVariance;
      gradient[at + 1]! += share * (variance / priorVariance - 1);
      loss += (share / 2) * ((variance + distance * distance) / priorVariance - 1 - Math.log(variance / priorVariance));
    }
    if ((flags[row]! & FROZEN) !== 0) gradient.fill(0, row * 2 * parameters, (row + 1) * 2 * parameters);
    else stepRow(side, row, rate, from, positiveBelow, minMean);
  }
  side.touchedCount = 0;
  return loss;
}

function assertFinite(where: string, loss: number, pass: number): void {
  if (Number.isFinite(loss)) return;
  throw new ZpdError("NUMERICAL", {
    where,
    expected: "a finite loss",
    got: `${loss} at pass ${pass}`,
    advice: "lower learningRate",
  });
}
