import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import { Argument, Command, Option } from "commander";
import { assertAreasToDraw } from "../irt/areas-report";
import type { OtherFit } from "../irt/compare-models";
import { chooseEngine, ENGINES, type EngineOptions, FIT_MODELS, type FitEngine } from "../irt/fit-engine";
import { modelLabel, SIZED_MODELS } from "../irt/fitted-model";
import { holdOutAnswers } from "../irt/held-out";
import {
  type CovariateFileOptions,
  type CovariateSource,
  MISSING_CHOICES,
  readItemCovariates,
} from "../irt/item-covariates";
import { readItemGroups } from "../irt/item-groups";
import { type ModelChoice, parseModelList } from "../irt/model-list";
import { reportIrtFit } from "../irt/report-fit";
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
import { warningText } from "../output/warning-text";
import { readData } from "../read-data";
import { actionOf, type Run } from "../run-command";

interface IrtFitOptions extends CommonOptions, DataOptions, EngineOptions, CovariateFileOptions {
  readonly factors?: number;
  readonly compare?: readonly ModelChoice[];
  readonly test?: readonly string[];
  readonly holdout?: number;
  readonly set?: Config;
  readonly by?: string;
  readonly report?: string;
  readonly out?: string;
}

/** Share of the answers held out when the command line does not say how to judge the fit. */
const DEFAULT_HOLDOUT = 0.1;

export function irtFitCommand(terminal: Terminal): Command {
  return addDataOptions(
    addCommonOptions(
      new Command("fit").addArgument(
        new Argument("<model>", "which model").choices(FIT_MODELS).argParser(parseOneOf(FIT_MODELS)),
      ),
    ),
  )
    .description("Fit a model to answers and judge it on held-out ones.")
    .addOption(
      new Option("--factors <d>", "factors of the models factor (default: 3) and hierarchical (default: 1)").argParser(
        parseCount,
      ),
    )
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
      "--covariates <file>",
      "CSV with a row an item: what the model hierarchical knows of items, and the column of --by",
    )
    .addOption(
      new Option("--missing <how>", "items without a row or with an empty cell: an error, or an attribute of their own")
        .choices(MISSING_CHOICES)
        .default("error")
        .argParser(parseOneOf(MISSING_CHOICES)),
    )
    .option(
      "--by <column>",
      "judge each group of items apart, in order of frequency: concept, or a column of the table",
    )
    .addOption(
      new Option(
        "--compare <list>",
        "fit these models too and say what is gained over them, e.g. 2pl,factor:5,hierarchical",
      ).argParser(parseModelList(FIT_MODELS, SIZED_MODELS)),
    )
    .option("--report <file>", "write an HTML report with figures of the groups of --by")
    .option("--out <dir>", "save the model: config.json and model.safetensors")
    .addHelpText(
      "after",
      `
Without --test or --holdout, ${DEFAULT_HOLDOUT * 100} % of the answers are held out. Answers, not learners: a posterior says nothing of
learners it has not met, who are predicted at its prior. What is saved is a fit on all answers of --data.

hierarchical: each column of --covariates feeds factors of its own (one, or --set latentsPerFamily=2), beside the --factors on
which items load as in the model factor. Text is one-hot, values separated by ; are multi-hot, numbers are themselves.
Without --covariates the concepts of the log are the one column. Items of the file that nobody has answered are saved too,
known by their columns alone.

--compare fits further models on the same answers and judges them on the same held-out ones; with --by in each group. A gain is
the area under the curve of the fitted model less that of the other, with a 95 % interval over learners drawn anew; where a
group has too few answers for one, JSON says so as noGain. --set, --engine and --factors are for the fitted model alone.

--engine mml integrates abilities out and gives standard errors; its settings are quadraturePoints, maxDiscrimination,
guessAlpha, guessBeta, standardErrors. It keeps no posterior: irt items, score, information, simulate and recommend read what it
saves, irt update cannot.

Examples:
  zpd irt fit 2pl --data answers.csv --out models/2pl
  zpd irt fit 3pl --data answers.csv --by concept --out models/3pl
  zpd irt fit hierarchical --data answers.csv --covariates areas.csv --out models/hierarchical
  zpd irt fit factor --factors 3 --data answers.csv --by concept --compare 2pl,hierarchical:2 --report areas.html`,
    )
    .action(actionOf<IrtFitOptions>(terminal, fit));
}

async function fit(options: IrtFitOptions, run: Run, name = ""): Promise<void> {
  assertAreasToDraw(options);
  const engine = await chooseEngine(choiceOf(name, options.factors), options, run);
  const others = await otherEngines(options, run);
  assertColumnsRead(options, [engine, ...others]);
  const { train, test, protocol, all } = await readAndSplit(options, run);
  assertJudged(options, test);
  const groups =
    options.by === undefined
      ? undefined
      : await readItemGroups(options.by, { ...options, data: options.test ?? options.data }, test, run);
  const covariates = [engine, ...others].some(({ readsCovariates }) => readsCovariates)
    ? await readItemCovariates(options, [train, test], run, engine.prior)
    : undefined;
  const refit = options.out !== undefined && all !== undefined;
  const judged = await engine.fitOn(train, { isFinal: !refit, covariates });
  const fitted = refit ? await engine.fitOn(all, { isFinal: true, covariates }) : judged;
  await reportIrtFit(options, run, {
    fit: fitted,
    log: refit ? all : train,
    engine: engine.name,
    config: engine.config,
    ...(engine.savedConfig === undefined ? {} : { savedConfig: engine.savedConfig }),
    protocol,
    held: {
      fit: judged,
      test,
      others: await fitOthers(others, train, covariates, run),
      ...(groups === undefined ? {} : { groups }),
      ...(options.report === undefined ? {} : { page: { ...options, report: options.report } }),
    },
  });
}

function choiceOf(model: string, factors: number | undefined): ModelChoice {
  return factors === undefined ? { model } : { model, factors };
}

/** @throws INVALID_INPUT beside `--prior`: what it knows the other models would not */
async function otherEngines(options: IrtFitOptions, run: Run): Promise<FitEngine[]> {
  const { compare = [], prior, seed, threads, maxPasses } = options;
  if (compare.length > 0 && prior !== undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: "--compare",
      expected: "models that know the same answers",
      got: "--prior, which the other models do not have",
      advice: "leave one of them out",
    });
  }
  const shared = { seed, threads, ...(maxPasses === undefined ? {} : { maxPasses }) };
  return Promise.all(compare.map((choice) => chooseEngine(choice, shared, run)));
}

/** @throws INVALID_INPUT where nothing reads the columns of `--covariates` */
function assertColumnsRead({ covariates, by }: IrtFitOptions, engines: readonly FitEngine[]): void {
  if (covariates === undefined || by !== undefined || engines.some(({ readsCovariates }) => readsCovariates)) return;
  throw new ZpdError("INVALID_INPUT", {
    where: "--covariates",
    expected: "the model hierarchical, or --by",
    got: `the model ${engines[0]!.model}, which reads no covariates`,
  });
}

/** @throws INVALID_INPUT where groups or models are to be judged and no answer is held out */
function assertJudged({ by, compare, holdout = DEFAULT_HOLDOUT }: IrtFitOptions, { item }: InteractionLog): void {
  if (item.length > 0 || (by === undefined && compare === undefined)) return;
  throw new ZpdError("INVALID_INPUT", {
    where: by === undefined ? "--compare" : "--by",
    expected: "answers to judge on",
    got: `none, for a share of ${holdout} of few answers drew none`,
    advice: "hold out more by --holdout, or give --test",
  });
}

async function fitOthers(
  engines: readonly FitEngine[],
  train: InteractionLog,
  covariates: CovariateSource | undefined,
  run: Run,
): Promise<OtherFit[]> {
  const others: OtherFit[] = [];
  for (const engine of engines) {
    const fitted = await engine.fitOn(train, { isFinal: false, covariates });
    // What is odd about the answers has been said of the fitted model.
    for (const warning of fitted.report.warnings.filter(({ code }) => code === "NOT_CONVERGED")) {
      run.display.note(`warning: ${modelLabel(fitted)}: ${warningText(warning)}`);
    }
    others.push({ engine: engine.name, fit: fitted });
  }
  return others;
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
