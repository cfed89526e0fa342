import type { FitOptions, FitReport, InteractionLog } from "@zpd/core";
import type { IrtPosterior, VariationalModel } from "../types/posterior";
import { ascend, type Course } from "./ascend";
import { assemblePosterior } from "./assemble-posterior";
import type { StepArrays, StepSettings } from "./coordinate-steps";
import { joinPrior } from "./join-prior";
import { noteSharedModes } from "./shared-modes";
import { fitPart, startOnPart } from "./start-on-part";
import { createStepArrays, type FrozenIds } from "./starting-arrays";
import { createStepEngine, type StepEngine } from "./step-engine";
import {
  checkVariationalConfig,
  MAX_NEWTON_STEP,
  MIN_DISCRIMINATION,
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

/**
 * Fits an independent normal posterior for every parameter of a Rasch, two-parameter or factor model by closed-form
 * coordinate ascent: all learners given the items, all items given the learners, and again. Deterministic.
 *
 * Source: Shi & Athey's models (alpha . theta - beta, standard normal priors, positive loading means, stopping rule);
 * the updates are those of `coordinate-steps.ts`. Deviations: (1) closed-form steps instead of Adam on sampled gradients;
 * (2) prior scales may be learned, which a factor model needs; (3) scale moves freely between abilities and discriminations
 * after each pass (`rescale-factors.ts`); (4) with `partFirst` a large log starts from a fit to every tenth learner, whose first
 * change, an answer, is the one that the stopping rule measures by; (5) with `prior` the rule looks at the last change alone.
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
  const engine = createStepEngine(joined, config.factors, options.threads ?? 1, prior !== undefined);
  const settings = settingsOf(model, config);
  const { arrays, firstChange } = await startArrays(model, joined, settings, config, engine, options);
  const runner = engine.createRunner(arrays, settings, signal);
  let course: Course;
  try {
    const begin = { fromScratch: prior === undefined, ...(firstChange === undefined ? {} : { firstChange }) };
    course = await ascend(runner, arrays, settings, config, begin, (done, loss) =>
      onProgress?.({ task: "Fitting the posterior", done, total: config.maxPasses, unit: "passes", metrics: { loss } }),
    );
    noteSharedModes(config.factors, arrays);
    await runner.run("scales");
  } finally {
    runner.end();
  }
  return {
    posterior: assemblePosterior(model, config.factors, joined, arrays, prior),
    report: {
      iterations: course.losses.length,
      converged: course.converged,
      history: course.losses,
      warnings: variationalWarnings(joined, arrays, course.converged),
      backend: engine.backend,
    },
  };
}

function settingsOf(model: VariationalModel, config: VariationalConfig): StepSettings {
  return {
    factors: config.factors,
    newton: config.weights === "newton",
    fixedDiscrimination: model === "rasch",
    minDiscrimination: config.positive ? MIN_DISCRIMINATION : Number.NEGATIVE_INFINITY,
    itemDamping: config.itemDamping,
    maxStep: config.weights === "newton" ? MAX_NEWTON_STEP : Number.POSITIVE_INFINITY,
  };
}

/** The arrays before the first pass over all: after a fit to a part of a large log, where that is asked for. */
async function startArrays(
  model: VariationalModel,
  log: InteractionLog,
  settings: StepSettings,
  config: VariationalConfig,
  engine: StepEngine,
  options: VariationalOptions,
): Promise<{ arrays: StepArrays; firstChange?: number }> {
  const create = (answers: InteractionLog): StepArrays =>
    createStepArrays("fitVariational", model, answers, config.factors, { ...options, allocate: engine.allocate });
  const { prior, signal, onProgress } = options;
  if (!config.partFirst || prior !== undefined) return { arrays: create(log) };
  const start = await fitPart(log, create, settings, config, engine, signal, (done, total, loss) =>
    onProgress?.({ task: "Fitting a tenth of the learners", done, total, unit: "passes", metrics: { loss } }),
  );
  const arrays = create(log);
  if (start === undefined) return { arrays };
  startOnPart(arrays, config.factors, start);
  return { arrays, firstChange: start.firstChange * log.item.length };
}
