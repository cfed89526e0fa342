import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import {
  fitVariational,
  POSTERIOR_MODELS,
  type PosteriorModel,
  posteriorFromModelFile,
  type VariationalConfig,
  type VariationalFit,
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
const ENGINES = ["variational"];
/** What `--by` can group held-out answers by. */
const GROUPINGS = ["concept"];

export function irtFitCommand(terminal: Terminal): Command {
  return addDataOptions(
    addCommonOptions(
      new Command("fit").addArgument(
        new Argument("<model>", "which model").choices(POSTERIOR_MODELS).argParser(parseOneOf(POSTERIOR_MODELS)),
      ),
    ),
  )
    .description("Fit a model's posterior and judge it on held-out answers.")
    .addOption(new Option("--factors <d>", "factors of the model factor").argParser(parseCount))
    .addOption(
      new Option("--engine <name>", "how to fit")
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
  const model = name as PosteriorModel;
  const prior = options.prior === undefined ? undefined : posteriorFromModelFile(await loadModel(options.prior));
  const frozen = options.freeze === undefined ? [] : await readFrozenItems(options.freeze);
  const config: Partial<VariationalConfig> = {
    ...options.set,
    ...(prior === undefined ? {} : { factors: prior.factors }),
    ...(options.factors === undefined ? {} : { factors: options.factors }),
    ...(options.maxPasses === undefined ? {} : { maxPasses: options.maxPasses }),
  };
  const fitOn = (log: InteractionLog): Promise<VariationalFit> =>
    fitVariational(model, log, config, {
      seed: options.seed,
      threads: options.threads,
      signal: run.signal,
      onProgress: run.display.onProgress,
      ...(prior === undefined ? {} : { prior, freeze: { items: frozen } }),
    });
  const { train, test, protocol, all } = await readAndSplit(options, run);
  const judged = await fitOn(train);
  const refit = options.out !== undefined && all !== undefined;
  await reportIrtFit(options, run, {
    fit: refit ? await fitOn(all) : judged,
    log: refit ? all : train,
    config: { ...variationalDefaults[model], ...config },
    protocol,
    held: { posterior: judged.posterior, test },
  });
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
