import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import {
  type FrozenIds,
  fitStochastic,
  fitVariational,
  type HierarchicalConfig,
  hierarchicalDefaults,
  type IrtPosterior,
  type MarginalModel,
  POSTERIOR_MODELS,
  type PosteriorModel,
  savedHierarchicalConfig,
  stochasticDefaults,
  VARIATIONAL_MODELS,
  type VariationalModel,
  variationalDefaults,
} from "@zpd/kt/irt";
import type { CommonOptions } from "../options";
import type { Run } from "../run-command";
import { fitHierarchicalModel } from "./fit-hierarchical-model";
import { fitMarginalModel } from "./fit-marginal-model";
import { type FittedIrt, fittedPosterior, SIZED_MODELS } from "./fitted-model";
import type { CovariateSource } from "./item-covariates";
import { readFrozenItems } from "./item-list";
import type { ModelChoice } from "./model-list";
import { readSavedPosterior } from "./saved-model";

const STOCHASTIC = "svi";
const VARIATIONAL = "variational";
const MARGINAL = "mml";
export const ENGINES = [VARIATIONAL, STOCHASTIC, MARGINAL];

const MARGINAL_MODELS: readonly MarginalModel[] = ["rasch", "1pl", "2pl", "3pl"];
export const FIT_MODELS: readonly string[] = [...new Set<string>([...MARGINAL_MODELS, ...POSTERIOR_MODELS])];

export interface EngineOptions extends Pick<CommonOptions, "seed" | "threads"> {
  readonly engine?: string;
  readonly prior?: string;
  readonly freeze?: string;
  readonly set?: Config;
  readonly maxPasses?: number;
}

/** What a fit is told besides its log. */
export interface FitContext {
  /** Whether this is the fit that is kept. */
  readonly isFinal: boolean;
  /** Of the log's items; only a hierarchical model reads them. */
  readonly covariates?: CovariateSource | undefined;
}

/** How one engine fits a log, and what there is to say of it. */
export interface FitEngine {
  readonly name: string;
  readonly model: string;
  readonly fitOn: (log: InteractionLog, context: FitContext) => Promise<FittedIrt>;
  /** All settings, for the JSON. */
  readonly config: Config;
  /** Those that an update of the saved model takes; absent: `config`. */
  readonly savedConfig?: Config;
  readonly readsCovariates: boolean;
  readonly prior?: IrtPosterior;
}

/** The engine that `--engine` names, or the model's own. @throws UNSUPPORTED, INVALID_INPUT on options it does not take */
export async function chooseEngine(choice: ModelChoice, options: EngineOptions, run: Run): Promise<FitEngine> {
  const { model } = choice;
  const posteriorModel = POSTERIOR_MODELS.find((known) => known === model);
  const marginalModel = MARGINAL_MODELS.find((known) => known === model);
  const engine = options.engine ?? (posteriorModel === undefined ? MARGINAL : VARIATIONAL);
  if (engine === MARGINAL) {
    if (marginalModel === undefined) throw modelError(engine, MARGINAL_MODELS, model);
    return marginalEngine(marginalModel, choice, options, run);
  }
  if ((choice.factors ?? 1) > 1 && !SIZED_MODELS.includes(model)) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--factors",
      expected: `one factor, or a model of several: ${SIZED_MODELS.join(", ")}`,
      got: `${choice.factors} of ${model}`,
    });
  }
  const models: readonly PosteriorModel[] = engine === STOCHASTIC ? VARIATIONAL_MODELS : POSTERIOR_MODELS;
  if (posteriorModel === undefined || !models.includes(posteriorModel)) throw modelError(engine, models, model);
  if (posteriorModel === "hierarchical") return hierarchicalEngine(choice, options, run);
  return variationalEngine(posteriorModel, engine, choice, options, run);
}

function modelError(engine: string, models: readonly string[], got: string): ZpdError {
  return new ZpdError("UNSUPPORTED", { where: `--engine ${engine}`, expected: `one of ${models.join(", ")}`, got });
}

function marginalEngine(
  model: MarginalModel,
  { factors = 1 }: ModelChoice,
  options: EngineOptions,
  run: Run,
): FitEngine {
  const foreign = (["prior", "freeze"] as const).find((name) => options[name] !== undefined);
  if (foreign !== undefined || factors !== 1) {
    throw new ZpdError("UNSUPPORTED", {
      where: `--engine ${MARGINAL}`,
      expected: "no earlier posterior and one factor",
      got: foreign === undefined ? `--factors ${factors}` : `--${foreign}`,
      advice: `use --engine ${VARIATIONAL}`,
    });
  }
  const config: Config = {
    ...options.set,
    ...(options.maxPasses === undefined ? {} : { maxIterations: options.maxPasses }),
  };
  return {
    name: MARGINAL,
    model,
    // Nobody looks at the standard errors of the fit that is judged.
    fitOn: (log, { isFinal }) =>
      fitMarginalModel(model, log, isFinal ? config : { ...config, standardErrors: false }, run),
    config,
    readsCovariates: false,
  };
}

async function variationalEngine(
  model: VariationalModel,
  name: string,
  { factors: asked }: ModelChoice,
  options: EngineOptions,
  run: Run,
): Promise<FitEngine> {
  const given = await readPrior(model, options);
  const isStochastic = name === STOCHASTIC;
  const config: Config = {
    ...options.set,
    ...(given.prior === undefined ? {} : { factors: given.prior.factors }),
    ...settingsOf(asked, options),
  };
  const defaults = variationalDefaults[model];
  const { factors = defaults.factors } = config;
  const fitPosterior = isStochastic ? fitStochastic : fitVariational;
  return {
    name,
    model,
    fitOn: async (log) => fittedPosterior(await fitPosterior(model, log, config, workOf(options, given, run)), log),
    config: { ...(isStochastic ? stochasticDefaults : variationalDefaults)[model], ...config },
    // Updates are closed-form, whatever the first fit was.
    savedConfig: isStochastic ? { ...defaults, factors } : { ...defaults, ...config, factors },
    readsCovariates: false,
    ...(given.prior === undefined ? {} : { prior: given.prior }),
  };
}

async function hierarchicalEngine({ factors }: ModelChoice, options: EngineOptions, run: Run): Promise<FitEngine> {
  const given = await readPrior("hierarchical", options);
  const config: Config = {
    ...hierarchicalDefaults,
    ...(given.prior === undefined ? {} : savedHierarchicalConfig(given.prior, given.saved)),
    ...options.set,
    ...settingsOf(factors, options),
  };
  return {
    name: VARIATIONAL,
    model: "hierarchical",
    // `fitHierarchical` checks names and ranges.
    fitOn: (log, { covariates }) =>
      fitHierarchicalModel(log, covariates, config as Partial<HierarchicalConfig>, workOf(options, given, run)),
    config,
    readsCovariates: true,
    ...(given.prior === undefined ? {} : { prior: given.prior }),
  };
}

function settingsOf(factors: number | undefined, { maxPasses }: EngineOptions): Config {
  return {
    ...(factors === undefined ? {} : { factors }),
    ...(maxPasses === undefined ? {} : { maxPasses }),
  };
}

function workOf({ seed, threads }: EngineOptions, { prior, freeze }: GivenPosterior, run: Run) {
  return {
    seed,
    threads,
    signal: run.signal,
    onProgress: run.display.onProgress,
    ...(prior === undefined ? {} : { prior }),
    ...(freeze === undefined ? {} : { freeze }),
  };
}

interface GivenPosterior {
  readonly prior?: IrtPosterior;
  /** The settings it was saved with. */
  readonly saved: Config;
  readonly freeze?: FrozenIds;
}

/** @throws INVALID_INPUT where `--prior` holds another model, and on `--freeze` without it */
async function readPrior(model: PosteriorModel, options: EngineOptions): Promise<GivenPosterior> {
  if (options.prior === undefined) {
    if (options.freeze === undefined) return { saved: {} };
    throw new ZpdError("INVALID_INPUT", {
      where: "--freeze",
      expected: "items of an earlier posterior, given by --prior",
      got: "no --prior",
    });
  }
  const { file, posterior: prior } = await readSavedPosterior("--prior", options.prior);
  if (prior.model !== model) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--prior",
      expected: `a posterior of ${model}`,
      got: `one of ${prior.model}`,
      location: { file: options.prior },
      advice: `fit ${prior.model}, or leave --prior out`,
    });
  }
  const known = { prior, saved: file.config.config };
  if (options.freeze === undefined) return known;
  return { ...known, freeze: { items: await readFrozenItems(options.freeze, prior.items) } };
}
