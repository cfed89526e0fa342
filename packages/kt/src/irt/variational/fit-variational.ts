import { type FitOptions, type FitReport, type InteractionLog, stableSum, ZpdError } from "@zpd/core";
import { canShareMemory, type ItemResponseKernels } from "@zpd/tensor/kernels";
import type { IrtPosterior, VariationalModel } from "../types/posterior";
import { allocatePlain, allocateShared } from "./allocate-arrays";
import { assemblePosterior } from "./assemble-posterior";
import { type BlockRunner, createBlockRunner, createPlainSteps } from "./block-runner";
import { createThreadedBlockRunner } from "./block-threads";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { hasSettled } from "./has-settled";
import { joinPrior } from "./join-prior";
import { createKernelSteps, kernelsFor, startOf, writeTable } from "./kernel-steps";
import { learnAbilityVariance, learnItemPrior } from "./learn-prior-scales";
import { rescaleFactors } from "./rescale-factors";
import { noteSharedModes } from "./shared-modes";
import { createStepArrays, type FrozenIds } from "./starting-arrays";
import {
  checkVariationalConfig,
  MAX_NEWTON_STEP,
  MIN_DISCRIMINATION,
  SCALE_WARM_UP,
  type VariationalConfig,
} from "./variational-config";
import { variationalWarnings } from "./variational-warnings";

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

/** A thread starts in some 30 ms, in which one passes over this many answers. */
const MIN_ANSWERS_PER_THREAD = 50_000;

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
  model: VariationalModel,
  log: InteractionLog,
  given: Partial<VariationalConfig>,
  options: VariationalOptions,
): Promise<VariationalFit> {
  const where = "fitVariational";
  const { prior, signal, onProgress } = options;
  const config = checkVariationalConfig(where, model, given);
  signal?.throwIfAborted();
  const joined = prior === undefined ? log : joinPrior(where, log, prior, model, config.factors);
  const threads = threadsFor(joined, options.threads ?? 1);
  const { learners, items } = joined;
  const kernels = kernelsFor(joined.item.length, learners.size, items.size, config.factors, prior !== undefined);
  const arrays = createStepArrays(where, model, joined, config.factors, {
    ...options,
    allocate: kernels?.allocate ?? (threads > 1 ? allocateShared : allocatePlain),
  });
  const settings: StepSettings = {
    factors: config.factors,
    newton: config.weights === "newton",
    fixedDiscrimination: model === "rasch",
    minDiscrimination: config.positive ? MIN_DISCRIMINATION : Number.NEGATIVE_INFINITY,
    itemDamping: config.itemDamping,
    maxStep: config.weights === "newton" ? MAX_NEWTON_STEP : Number.POSITIVE_INFINITY,
  };
  const runner = createRunner(kernels, arrays, settings, threads, signal);
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
    posterior: assemblePosterior(model, config.factors, joined, arrays, prior),
    report: {
      iterations: course.losses.length,
      converged: course.converged,
      history: course.losses,
      warnings: variationalWarnings(joined, arrays, course.converged),
      backend: backendOf(kernels, threads),
    },
  };
}

/** Kernels where they run, else the plain steps; several threads where they pay. */
function createRunner(
  kernels: ItemResponseKernels | undefined,
  arrays: StepArrays,
  settings: StepSettings,
  threads: number,
  signal: AbortSignal | undefined,
): BlockRunner {
  if (kernels === undefined) {
    if (threads === 1) return createBlockRunner(createPlainSteps(arrays, settings), signal);
    return createThreadedBlockRunner(new Array(threads).fill({ arrays, settings }), signal);
  }
  const table = writeTable(kernels, arrays, settings);
  const starts = Array.from({ length: threads }, () => startOf(kernels, table, settings.factors));
  if (threads === 1) return createBlockRunner(createKernelSteps(starts[0]!), signal);
  return createThreadedBlockRunner(starts, signal);
}

function backendOf(kernels: ItemResponseKernels | undefined, threads: number): NonNullable<FitReport["backend"]> {
  const team = threads === 1 ? "one thread" : `${threads} threads`;
  if (kernels === undefined) return { name: "cpu", reason: `plain JavaScript, ${team}` };
  return { name: "wasm", reason: `${kernels.variant} kernels, ${team}` };
}

/** Threads that pay for their start; one where none can share memory. Results do not depend on it. */
function threadsFor(log: InteractionLog, asked: number): number {
  const useful = Math.floor(log.item.length / MIN_ANSWERS_PER_THREAD);
  return canShareMemory() ? Math.max(1, Math.min(asked, useful)) : 1;
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
  const learnsScales = fromScratch && learnPriorScales;
  const warmUp = factors > 1 ? SCALE_WARM_UP : 0;
  const losses: number[] = [];
  let converged = false;
  try {
    while (losses.length < maxPasses) {
      await runner.run("learners");
      await runner.run("items");
      const divergence = stableSum(arrays.learnerDivergences) + stableSum(arrays.itemDivergences);
      const loss = divergence - stableSum(arrays.likelihoods);
      assertFinite(loss, losses.length + 1);
      losses.push(loss);
      onPass(losses.length, loss);
      if (learnsScales && losses.length > warmUp) {
        learnItemPrior(factors, itemRows, itemOffsets, itemPrior, fixedDiscrimination);
        if (fixedDiscrimination) learnAbilityVariance(learnerRows, learnerOffsets, learnerPrior);
      }
      if (fromScratch && !fixedDiscrimination) {
        rescaleFactors(factors, learnerRows, itemRows, learnerPrior, itemPrior);
      }
      // Losses under unit scales say nothing of those under learned ones.
      const comparable = learnsScales ? losses.slice(0, 2).concat(losses.slice(warmUp + 2)) : losses;
      if (hasSettled(comparable, tolerance)) {
        converged = true;
        break;
      }
    }
    noteSharedModes(factors, arrays);
    await runner.run("scales");
  } finally {
    runner.end();
  }
  return { losses, converged };
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
