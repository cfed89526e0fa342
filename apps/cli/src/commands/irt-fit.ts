import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import {
  type FrozenIds,
  fitStochastic,
  fitVariational,
  type IrtPosterior,
  posteriorFromModelFile,
  stochasticDefaults,
  VARIATIONAL_MODELS,
  type VariationalFit,
  type VariationalModel,
  variationalDefaults,
} from "@zpd/kt/irt";
import { Argument, Command, Option } from "commander";
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
import { readFrozenItems } from "./irt-frozen-items";
import { holdOutAnswers } from "./irt-held-out";
import { reportIrtFit } from "./irt-report";

interface IrtFitOptions extends CommonOptions, DataOptions {
  readonly factors?: number;
  readonly engine: string;
  readonly prior?: string;
  readonly freeze?: string;
  readonly test?: readonly string[];
  readonly holdout?: number;
  readonly set?: Config;
  readonly maxPasses?: number;
  readonly by?: string;
  readonly out?: string;
}

/** Share of the answers held out when the command line does not say how to judge the fit. */
const DEFAULT_HOLDOUT = 0.1;
const STOCHASTIC = "svi";
const ENGINES = ["variational", STOCHASTIC];
/** What `--by` can group held-out answers by. */
const GROUPINGS = ["concept"];

export function irtFitCommand(terminal: Terminal): Command {
  return addDataOptions(
    addCommonOptions(
      new Command("fit").addArgument(
        new Argument("<model>", "which model").choices(VARIATIONAL_MODELS).argParser(parseOneOf(VARIATIONAL_MODELS)),
      ),
    ),
  )
    .description("Fit a model's posterior and judge it on held-out answers.")
    .addOption(new Option("--factors <d>", "factors of the model factor").argParser(parseCount))
    .addOption(
      new Option("--engine <name>", "closed-form updates, or stochastic variational inference")
        .choices(ENGINES)
        .default("variational")
        .argParser(parseOneOf(ENGINES)),
    )
    .option("--prior <dir>", "an earlier posterior: what it knows is the prior")
    .option("--freeze <file>", "items of --prior whose posterior stays, one id a line")
    .option("--test <file...>", "judge on these files")
    .addOption(new Option("--holdout <share>", "judge on this share of the answers").argParser(parseShare))
    .addOption(new Option("--set <name=value>", "a setting of the fit; repeat for more").argParser(collectSetting))
    .addOption(new Option("--max-passes <n>", "at most this many passes over the answers").argParser(parseCount))
    .addOption(
      new Option("--by <column>", "judge each group apart, in order of frequency")
        .choices(GROUPINGS)
        .argParser(parseOneOf(GROUPINGS)),
    )
    .option("--out <dir>", "save the posterior: config.json and model.safetensors")
    .addHelpText(
      "after",
      `
Without --test or --holdout, ${DEFAULT_HOLDOUT * 100} % of the answers are held out. Answers, not learners: a posterior says nothing of
learners it has not met, who are predicted at its prior. What is saved is a fit on all answers of --data.

Example:
  zpd irt fit 2pl --data answers.csv --out models/2pl`,
    )
    .action(actionOf<IrtFitOptions>(terminal, fit));
}

async function fit(options: IrtFitOptions, run: Run, name = ""): Promise<void> {
  const model = name as VariationalModel;
  const given = await readPrior(options);
  const isStochastic = options.engine === STOCHASTIC;
  const config: Config = {
    ...options.set,
    ...(given.prior === undefined ? {} : { factors: given.prior.factors }),
    ...(options.factors === undefined ? {} : { factors: options.factors }),
    ...(options.maxPasses === undefined ? {} : { maxPasses: options.maxPasses }),
  };
  const engine = isStochastic ? fitStochastic : fitVariational;
  const fitOn = (log: InteractionLog): Promise<VariationalFit> =>
    engine(model, log, config, {
      seed: options.seed,
      threads: options.threads,
      signal: run.signal,
      onProgress: run.display.onProgress,
      ...given,
    });
  const { train, test, protocol, all } = await readAndSplit(options, run);
  const judged = await fitOn(train);
  const refit = options.out !== undefined && all !== undefined;
  const { factors } = judged.posterior;
  await reportIrtFit(options, run, {
    fit: refit ? await fitOn(all) : judged,
    log: refit ? all : train,
    engine: options.engine,
    config: { ...(isStochastic ? stochasticDefaults : variationalDefaults)[model], ...config },
    // Updates are closed-form, whatever the first fit was.
    savedConfig: isStochastic
      ? { ...variationalDefaults[model], factors }
      : { ...variationalDefaults[model], ...config, factors },
    protocol,
    held: { posterior: judged.posterior, test },
  });
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
  const prior = posteriorFromModelFile(await loadModel(options.prior));
  return options.freeze === undefined ? { prior } : { prior, freeze: { items: await readFrozenItems(options.freeze) } };
}

interface Split {
  readonly train: InteractionLog;
  readonly test: InteractionLog;
  readonly protocol: string;
  /** What the saved posterior is fitted on; absent: it is the one that was judged. */
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
