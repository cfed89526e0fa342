import {
  type FitOptions,
  type FitReport,
  type InteractionLog,
  stableSum,
  unknownNameError,
  type Vocabulary,
  ZpdError,
} from "@zpd/core";
import { type IrtPosterior, itemRowWidth, learnerRowWidth, type PosteriorModel } from "../types/posterior";
import { balancedBlocks } from "./balanced-blocks";
import { BLOCKS, type BlockRunner, createBlockRunner } from "./block-runner";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { hasSettled } from "./has-settled";
import { itemScales } from "./item-scales";
import { joinPrior } from "./join-prior";
import { learnAbilityVariance, learnItemPrior } from "./learn-prior-scales";
import { rescaleFactors } from "./rescale-factors";
import { allocatePlain, type SortedAnswers, sortAnswers } from "./sorted-answers";
import { fillStartingRows } from "./starting-rows";
import { checkVariationalConfig, type VariationalConfig } from "./variational-config";
import { variationalWarnings } from "./variational-warnings";

/** Ids whose posterior is to stay as it is, to the byte. */
export interface FrozenIds {
  readonly learners?: readonly string[];
  readonly items?: readonly string[];
}

export interface VariationalOptions extends FitOptions {
  /** An earlier posterior of the same model: what it knows is the prior now, and only the log's new answers are read. */
  readonly prior?: IrtPosterior;
  /** Of ids that `prior` knows. */
  readonly freeze?: FrozenIds;
}

export interface VariationalFit {
  readonly posterior: IrtPosterior;
  /** `history` holds the loss before each pass: minus the evidence lower bound (its approximation under Newton weights). */
  readonly report: FitReport;
}

/** The smallest posterior mean of a discrimination where it has to be positive. */
export const MIN_DISCRIMINATION = 0.01;
/** Farthest that a mean moves in one Newton step; logits beyond are flat, and the step's quadratic says nothing there. */
const MAX_NEWTON_STEP = 1;
/** What a row costs besides its answers, in answers: solving, and rows without answers. */
const ROW_COST = 4;

/** Passes under unit priors before scales are learned: weak factors grow slowly from a random start, and would be shut off. */
const SCALE_WARM_UP = 10;

const KNOWN = 1;
const FROZEN = 2;

/**
 * Fits an independent normal posterior for every parameter of a Rasch, two-parameter or factor model by closed-form
 * coordinate ascent: all learners given the items, all items given the learners, and again. Deterministic.
 *
 * Source: Shi & Athey's models (alpha . theta - beta, standard normal priors, positive loading means, stopping rule);
 * the updates are those of `coordinate-steps.ts`. Deviations: (1) closed-form steps instead of Adam on sampled gradients;
 * (2) prior scales may be learned, which a factor model needs; (3) scale moves freely between abilities and discriminations
 * after each pass (`rescale-factors.ts`).
 *
 * With `prior`, known learners and items have N(mean, scale²) of that posterior as their prior, new ones the prior that it
 * was fitted with; that links groups that answered different parts of one bank.
 *
 * Cost: O(N D²) a pass; memory 8 N bytes for the answers, 8 D (L + I) for the rows, as much again with `prior`.
 * @throws INVALID_CONFIG, INVALID_INPUT on options or a log that do not fit
 * @throws UNKNOWN_NAME on frozen ids that `prior` does not know
 * @throws NUMERICAL when the loss is no number
 */
export async function fitVariational(
  model: PosteriorModel,
  log: InteractionLog,
  given: Partial<VariationalConfig>,
  options: VariationalOptions,
): Promise<VariationalFit> {
  const where = "fitVariational";
  const { prior, signal, onProgress } = options;
  const config = checkVariationalConfig(where, model, given);
  signal?.throwIfAborted();
  if (prior !== undefined) assertSameModel(where, prior, model, config.factors);
  const joined = prior === undefined ? log : joinPrior(log, prior);
  const answers = sortAnswers(where, joined);
  const arrays = createStepArrays(where, model, joined, answers, config, options);
  const settings: StepSettings = {
    factors: config.factors,
    newton: config.weights === "newton",
    fixedDiscrimination: model === "rasch",
    minDiscrimination: config.positive ? MIN_DISCRIMINATION : Number.NEGATIVE_INFINITY,
    itemDamping: config.itemDamping,
    maxStep: config.weights === "newton" ? MAX_NEWTON_STEP : Number.POSITIVE_INFINITY,
  };
  const runner = createBlockRunner(arrays, settings, signal);
  const course = await ascend(runner, arrays, settings, config, prior === undefined, (pass, loss) =>
    onProgress?.({
      task: "Fitting the posterior",
      done: pass,
      total: config.maxPasses,
      unit: "passes",
      metrics: { loss },
    }),
  );
  return {
    posterior: {
      model,
      factors: config.factors,
      learners: joined.learners,
      items: joined.items,
      qMatrix: joined.qMatrix,
      learnerRows: arrays.learnerRows,
      itemRows: arrays.itemRows,
      itemScales: await itemScales(config.factors, arrays, settings.fixedDiscrimination, prior?.itemScales, signal),
      learnerPrior: arrays.learnerPrior,
      itemPrior: arrays.itemPrior,
      learnerAnswers: addCounts(answers.learnerOffsets, prior?.learnerAnswers),
      itemAnswers: addCounts(answers.itemOffsets, prior?.itemAnswers),
    },
    report: {
      iterations: course.losses.length,
      converged: course.converged,
      history: course.losses,
      warnings: variationalWarnings(joined, answers, arrays.itemFlags, course.converged),
    },
  };
}

function assertSameModel(where: string, prior: IrtPosterior, model: PosteriorModel, factors: number): void {
  if (prior.model === model && prior.factors === factors) return;
  throw new ZpdError("INVALID_INPUT", {
    where,
    expected: `a posterior of ${model} with ${factors} factors as prior`,
    got: `one of ${prior.model} with ${prior.factors}`,
    advice: "update with the model that was saved",
  });
}

/** Rows at their start, priors and flags. */
function createStepArrays(
  where: string,
  model: PosteriorModel,
  log: InteractionLog,
  answers: SortedAnswers,
  { factors }: VariationalConfig,
  { seed, prior, freeze }: VariationalOptions,
): StepArrays {
  const learnerRows = new Float32Array(allocatePlain(4 * log.learners.size * learnerRowWidth(factors)));
  const itemRows = new Float32Array(allocatePlain(4 * log.items.size * itemRowWidth(factors)));
  fillStartingRows(answers, factors, seed, learnerRows, itemRows);
  const fixedDiscrimination = model === "rasch";
  if (fixedDiscrimination) for (let at = 1; at < itemRows.length; at += itemRowWidth(1)) itemRows[at] = 0;
  if (prior !== undefined) {
    learnerRows.set(prior.learnerRows);
    itemRows.set(prior.itemRows);
  }
  return {
    ...answers,
    learnerRows,
    itemRows,
    learnerPrior: prior?.learnerPrior ?? standardNormals(factors),
    itemPrior: prior?.itemPrior ?? (fixedDiscrimination ? Float64Array.of(1, 0, 0, 1) : standardItemPrior(factors)),
    knownLearnerRows: prior?.learnerRows ?? new Float32Array(0),
    knownItemRows: prior?.itemRows ?? new Float32Array(0),
    learnerFlags: createFlags(where, log.learners, prior?.learners, freeze?.learners),
    itemFlags: createFlags(where, log.items, prior?.items, freeze?.items),
    learnerBlocks: balancedBlocks(answers.learnerOffsets, BLOCKS, ROW_COST),
    itemBlocks: balancedBlocks(answers.itemOffsets, BLOCKS, ROW_COST),
    likelihoods: new Float64Array(BLOCKS),
    learnerDivergences: new Float64Array(BLOCKS),
    itemDivergences: new Float64Array(BLOCKS),
  };
}

/** Standard normals: `count` means 0, then `count` variances 1. */
function standardNormals(count: number): Float64Array {
  return new Float64Array(2 * count).fill(1, count);
}

function standardItemPrior(factors: number): Float64Array {
  return Float64Array.of(...standardNormals(factors), ...standardNormals(1));
}

function createFlags(
  where: string,
  ids: Vocabulary,
  known: Vocabulary | undefined,
  frozen: readonly string[] = [],
): Uint8Array {
  const flags = new Uint8Array(ids.size).fill(KNOWN, 0, known?.size ?? 0);
  for (const id of frozen) {
    const index = known?.indexOf(id) ?? -1;
    if (index < 0) throw unknownNameError(where, "id to freeze", id, known?.ids ?? []);
    flags[index]! |= FROZEN;
  }
  return flags;
}

/** Answers of each row, with those of an earlier posterior. */
function addCounts(offsets: Int32Array, before: Int32Array | undefined): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, r) => offsets[r + 1]! - offsets[r]! + (before?.[r] ?? 0));
}

interface Course {
  readonly losses: readonly number[];
  readonly converged: boolean;
}

async function ascend(
  runner: BlockRunner,
  arrays: StepArrays,
  { factors, fixedDiscrimination }: StepSettings,
  { learnPriorScales, tolerance, maxPasses }: VariationalConfig,
  fromScratch: boolean,
  onPass: (pass: number, loss: number) => void,
): Promise<Course> {
  const { learnerRows, itemRows, learnerPrior, itemPrior, itemOffsets, learnerOffsets } = arrays;
  const losses: number[] = [];
  try {
    while (losses.length < maxPasses) {
      await runner.run("learners");
      await runner.run("items");
      const divergence = stableSum(arrays.learnerDivergences) + stableSum(arrays.itemDivergences);
      const loss = divergence - stableSum(arrays.likelihoods);
      assertFinite(loss, losses.length + 1);
      losses.push(loss);
      onPass(losses.length, loss);
      if (
        fromScratch &&
        learnPriorScales &&
        losses.length > ((globalThis as { WARM?: number }).WARM ?? SCALE_WARM_UP)
      ) {
        learnItemPrior(factors, itemRows, itemOffsets, itemPrior, fixedDiscrimination);
        if (fixedDiscrimination) learnAbilityVariance(learnerRows, learnerOffsets, learnerPrior);
      }
      if (fromScratch && !fixedDiscrimination) {
        rescaleFactors(factors, learnerRows, itemRows, learnerPrior, itemPrior);
      }
      if (hasSettled(losses, tolerance)) return { losses, converged: true };
    }
  } finally {
    runner.end();
  }
  return { losses, converged: false };
}

function assertFinite(loss: number, pass: number): void {
  if (Number.isFinite(loss)) return;
  throw new ZpdError("NUMERICAL", {
    where: "fitVariational",
    expected: "a finite loss",
    got: `${loss} at pass ${pass}`,
    advice: 'use the monotone updates: weights "bound"',
  });
}
