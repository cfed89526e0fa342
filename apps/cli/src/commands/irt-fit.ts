import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import {
  type FrozenIds,
  fitStochastic,
  fitVariational,
  type IrtPosterior,
  type MarginalModel,
  stochasticDefaults,
  VARIATIONAL_MODELS,
  type VariationalModel,
  variationalDefaults,
} from "@zpd/kt/irt";
import { Argument, Command, Option } from "commander";
import { fitMarginalModel } from "../irt/fit-marginal-model";
import { type FittedIrt, fittedPosterior } from "../irt/fitted-model";
import { holdOutAnswers } from "../irt/held-out";
import { readItemGroups } from "../irt/item-groups";
import { readItemList } from "../irt/item-list";
import { reportIrtFit } from "../irt/report-fit";
import { readSavedPosterior } from "../irt/saved-model";
import {
  addCommonOptions,
  addDataOptions,
  type CommonOptions,
  collectSetting,
  type DataOptions,
  parseCount,
  parseOneOf,
  parseShare,
} from "../options";
import type { Terminal } from "../output/terminal";
import { readData } from "../read-data";
import { actionOf, type Run } from "../run-command";

interface IrtFitOptions extends CommonOptions, DataOptions {
  readonly factors?: number;
  readonly engine?: string;
  readonly prior?: string;
  readonly freeze?: string;
  readonly test?: readonly string[];
  readonly holdout?: number;
  readonly set?: Config;
  readonly maxPasses?: number;
  readonly by?: string;
  readonly covariates?: string;
  readonly out?: string;
}

/** Share of the answers held out when the command line does not say how to judge the fit. */
const DEFAULT_HOLDOUT = 0.1;
const STOCHASTIC = "svi";
const VARIATIONAL = "variational";
const MARGINAL = "mml";
const ENGINES = [VARIATIONAL, STOCHASTIC, MARGINAL];
const MARGINAL_MODELS: readonly MarginalModel[] = ["rasch", "1pl", "2pl", "3pl"];
const MODELS: readonly string[] = [...new Set<string>([...MARGINAL_MODELS, ...VARIATIONAL_MODELS])];

export function irtFitCommand(terminal: Terminal): Command {
  return addDataOptions(
    addCommonOptions(
      new Command("fit").addArgument(
        new Argument("<model>", "which model").choices(MODELS).argParser(parseOneOf(MODELS)),
      ),
    ),
  )
    .description("Fit a model to answers and judge it on held-out ones.")
    .addOption(new Option("--factors <d>", "factors of the model factor").argParser(parseCount))
    .addOption(
      new Option(
        "--engine <name>",
        "posterior by closed-form updates or stochastic variational inference, or estimates by marginal maximum likelihood (default: variational; mml for 1pl and 3pl)",
      )
        .choices(ENGINES)
        .argParser(parseOneOf(ENGINES)),
    )
    .option("--prior <dir>", "an earlier posterior: what it knows is the prior")
    .option("--freeze <file>", "items of --prior whose posterior stays, one id a line")
    .option("--test <file...>", "judge on these files")
    .addOption(new Option("--holdout <share>", "judge on this share of the answers").argParser(parseShare))
    .addOption(new Option("--set <name=value>", "a setting of the fit; repeat for more").argParser(collectSetting))
    .addOption(new Option("--max-passes <n>", "at most this many passes over the answers").argParser(parseCount))
    .option(
      "--by <column>",
      "judge each group of items apart, in order of frequency: concept, or a column of the table",
    )
    .option("--covariates <file>", "CSV with a row an item and the column of --by")
    .option("--out <dir>", "save the model: config.json and model.safetensors")
    .addHelpText(
      "after",
      `
Without --test or --holdout, ${DEFAULT_HOLDOUT * 100} % of the answers are held out. Answers, not learners: a posterior says nothing of
learners it has not met, who are predicted at its prior. What is saved is a fit on all answers of --data.

--engine mml integrates abilities out and gives standard errors; its settings are quadraturePoints, maxDiscrimination,
guessAlpha, guessBeta, standardErrors. It keeps no posterior: irt items, score, information, simulate and recommend read what it
saves, irt update cannot.

Examples:
  zpd irt fit 2pl --data answers.csv --out models/2pl
  zpd irt fit 3pl --data answers.csv --by concept --out models/3pl`,
    )
    .action(actionOf<IrtFitOptions>(terminal, fit));
}

/** How one engine fits a log, and what there is to say of it. */
interface Engine {
  readonly name: string;
  readonly fitOn: (log: InteractionLog, isFinal: boolean) => Promise<FittedIrt>;
  /** All settings, for the JSON. */
  readonly config: Config;
  /** Those that an update of the saved model takes; absent: `config`. */
  readonly savedConfig?: Config;
}

async function fit(options: IrtFitOptions, run: Run, name = ""): Promise<void> {
  const engine = await chooseEngine(name, options, run);
  const { train, test, protocol, all } = await readAndSplit(options, run);
  const groupsOf = await readGroups(options, test, run);
  const refit = options.out !== undefined && all !== undefined;
  const judged = await engine.fitOn(train, !refit);
  await reportIrtFit(options, run, {
    fit: refit ? await engine.fitOn(all, true) : judged,
    log: refit ? all : train,
    engine: engine.name,
    config: engine.config,
    ...(engine.savedConfig === undefined ? {} : { savedConfig: engine.savedConfig }),
    protocol,
    held: { fit: judged, test, ...(groupsOf === undefined ? {} : { groupsOf }) },
  });
}

async function chooseEngine(model: string, options: IrtFitOptions, run: Run): Promise<Engine> {
  const posteriorModel = VARIATIONAL_MODELS.find((known) => known === model);
  const marginalModel = MARGINAL_MODELS.find((known) => known === model);
  const engine = options.engine ?? (posteriorModel === undefined ? MARGINAL : VARIATIONAL);
  if (engine === MARGINAL) {
    if (marginalModel === undefined) throw modelError(engine, MARGINAL_MODELS, model);
    return marginalEngine(marginalModel, options, run);
  }
  if (posteriorModel === undefined) throw modelError(engine, VARIATIONAL_MODELS, model);
  return posteriorEngine(posteriorModel, engine, options, run);
}

function modelError(engine: string, models: readonly string[], got: string): ZpdError {
  return new ZpdError("UNSUPPORTED", { where: `--engine ${engine}`, expected: `one of ${models.join(", ")}`, got });
}

function marginalEngine(model: MarginalModel, options: IrtFitOptions, run: Run): Engine {
  const foreign = (["prior", "freeze"] as const).find((name) => options[name] !== undefined);
  if (foreign !== undefined || (options.factors ?? 1) !== 1) {
    throw new ZpdError("UNSUPPORTED", {
      where: `--engine ${MARGINAL}`,
      expected: "no earlier posterior and one factor",
      got: foreign === undefined ? `--factors ${options.factors}` : `--${foreign}`,
      advice: `use --engine ${VARIATIONAL}`,
    });
  }
  const config: Config = {
    ...options.set,
    ...(options.maxPasses === undefined ? {} : { maxIterations: options.maxPasses }),
  };
  return {
    name: MARGINAL,
    // Nobody looks at the standard errors of the fit that is judged.
    fitOn: (log, isFinal) => fitMarginalModel(model, log, isFinal ? config : { ...config, standardErrors: false }, run),
    config,
  };
}

async function posteriorEngine(
  model: VariationalModel,
  name: string,
  options: IrtFitOptions,
  run: Run,
): Promise<Engine> {
  const given = await readPrior(options);
  const isStochastic = name === STOCHASTIC;
  const config: Config = {
    ...options.set,
    ...(given.prior === undefined ? {} : { factors: given.prior.factors }),
    ...(options.factors === undefined ? {} : { factors: options.factors }),
    ...(options.maxPasses === undefined ? {} : { maxPasses: options.maxPasses }),
  };
  const defaults = variationalDefaults[model];
  const { factors = defaults.factors } = config;
  const fitPosterior = isStochastic ? fitStochastic : fitVariational;
  return {
    name,
    async fitOn(log) {
      const fitted = await fitPosterior(model, log, config, {
        seed: options.seed,
        threads: options.threads,
        signal: run.signal,
        onProgress: run.display.onProgress,
        ...given,
      });
      return fittedPosterior(fitted, log);
    },
    config: { ...(isStochastic ? stochasticDefaults : variationalDefaults)[model], ...config },
    // Updates are closed-form, whatever the first fit was.
    savedConfig: isStochastic ? { ...defaults, factors } : { ...defaults, ...config, factors },
  };
}

async function readPrior(options: IrtFitOptions): Promise<{ prior?: IrtPosterior; freeze?: FrozenIds }> {
  if (options.prior === undefined) {
    if (options.freeze === undefined) return {};
    throw new ZpdError("INVALID_INPUT", {
      where: "--freeze",
      expected: "items of an earlier posterior, given by --prior",
      got: "no --prior",
    });
  }
  const { posterior: prior } = await readSavedPosterior("--prior", options.prior);
  if (options.freeze === undefined) return { prior };
  return { prior, freeze: { items: await readItemList("--freeze", options.freeze) } };
}

async function readGroups(
  options: IrtFitOptions,
  test: InteractionLog,
  run: Run,
): Promise<((item: number) => readonly string[]) | undefined> {
  if (options.by === undefined) return undefined;
  const groups = await readItemGroups(options.by, { ...options, data: options.test ?? options.data }, test, run);
  return (item) => groups(test.items.ids[item]!);
}

interface Split {
  readonly train: InteractionLog;
  readonly test: InteractionLog;
  readonly protocol: string;
  /** What the saved model is fitted on; absent: it is the one that was judged. */
  readonly all?: InteractionLog;
}

async function readAndSplit(options: IrtFitOptions, run: Run): Promise<Split> {
  if (options.test !== undefined && options.holdout !== undefined) {
    throw new ZpdError("INVALID_INPUT", { where: "irt fit", expected: "one of --test and --holdout", got: "both" });
  }
  const { log } = (await readData(options, run)).dataset;
  if (options.test !== undefined) {
    const { dataset } = await readData({ ...options, data: options.test }, run);
    return { train: log, test: dataset.log, protocol: "judged on the files of --test" };
  }
  const share = options.holdout ?? DEFAULT_HOLDOUT;
  const protocol = `${share * 100} % of the answers held out, seed ${options.seed}`;
  return { ...holdOutAnswers(log, share, options.seed), protocol, all: log };
}
