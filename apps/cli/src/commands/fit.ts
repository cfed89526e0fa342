import { type Config, type Dataset, type FitResult, type Fold, type InteractionLog, ZpdError } from "@zpd/core";
import { saveModel } from "@zpd/core/node";
import { holdOut, learnerFolds } from "@zpd/data";
import { type CrossValidation, crossValidate } from "@zpd/eval";
import { Command, Option } from "commander";
import { assertScored } from "../assert-scored";
import { assertEpochs, assertFitBackend, findTracer } from "../compose";
import { assertFitRecords, type FitRecordOptions, recordFit } from "../fit-records";
import {
  addCommonOptions,
  addDataOptions,
  anyBackend,
  type CommonOptions,
  collectSetting,
  type DataOptions,
  parseCount,
  parseShare,
} from "../options";
import { metricsTable, parametersTable } from "../output/fit-tables";
import { logFacts } from "../output/log-facts";
import type { Terminal } from "../output/terminal";
import { warningText } from "../output/warning-text";
import { readData, readTrainAndTest } from "../read-data";
import { actionOf, peakMemoryMB, type Run, roundSeconds } from "../run-command";

interface FitCommandOptions extends CommonOptions, DataOptions, FitRecordOptions {
  readonly test?: readonly string[];
  readonly folds?: number;
  readonly holdout?: number;
  readonly set?: Config;
  readonly maxEpochs?: number;
  readonly scoreFirst?: boolean;
  readonly out?: string;
}

/** Share of learners held out when neither the command line nor the data say how to judge the fit. */
const DEFAULT_HOLDOUT = 0.2;

export function fitCommand(terminal: Terminal): Command {
  return addDataOptions(
    addCommonOptions(new Command("fit").argument("<tracer>", "what to fit (see: zpd list tracers)")),
  )
    .description("Fit a tracer and judge it on learners it has not seen.")
    .option("--test <file...>", "judge on these files")
    .addOption(new Option("--folds <k>", "judge by k folds over learners").argParser(parseCount))
    .addOption(new Option("--holdout <share>", "judge on this share of the learners").argParser(parseShare))
    .addOption(new Option("--set <name=value>", "a setting of the tracer; repeat for more").argParser(collectSetting))
    .addOption(new Option("--max-epochs <n>", "at most this many iterations, epochs or passes").argParser(parseCount))
    .option("--score-first", "count each learner's first answer too")
    .option("--out <dir>", "save the model: config.json and model.safetensors")
    .option("--checkpoint <dir>", "keep the state of the training here after each epoch")
    .option("--resume", "go on from the state in --checkpoint")
    .option("--log <file>", "write a line of JSON for each epoch")
    .addHelpText(
      "after",
      `
Without --test, --folds or --holdout the data's own folds are used where they bring some, else --holdout ${DEFAULT_HOLDOUT}.
What is saved, and whose parameters are shown, is a fit on all learners of --data.
--checkpoint and --log are for tracers trained in epochs; where several fits are made, each has its own under its name.

Example:
  zpd fit bkt --data answers.csv --folds 5 --out models/bkt`,
    )
    .action(actionOf<FitCommandOptions>(terminal, fit, anyBackend));
}

async function fit(options: FitCommandOptions, run: Run, tracerId = ""): Promise<void> {
  const descriptor = findTracer(tracerId);
  assertFitBackend(options.backend, [descriptor.id]);
  assertFitRecords(options);
  if (options.checkpoint !== undefined || options.log !== undefined) assertEpochs(descriptor.id);
  const config = settingsOf(options, descriptor.defaults);
  const { dataset, folds, protocol, refitOn } = await readAndSplit(options, run);
  const scoreFirst = options.scoreFirst === true;
  for (const { name, test } of folds) assertScored("fit", dataset.log, test, `the learners of ${name}`, scoreFirst);
  const work = { signal: run.signal, onProgress: run.display.onProgress };
  const compute = { backend: options.backend, threads: options.threads, seed: options.seed };
  const severalFits = folds.length > 1 || refitOn !== undefined;
  const fitOn = (log: InteractionLog, name: string) =>
    recordFit(options, severalFits ? name : undefined, (records) =>
      descriptor.fit(log, config, { ...compute, ...records, ...work }),
    );

  let last: { log: InteractionLog; fit: FitResult } | undefined;
  const judged = await crossValidate({
    log: dataset.log,
    folds,
    fit: async (log, fold) => {
      last = { log, fit: await fitOn(log, `fold-${folds.indexOf(fold) + 1}`) };
      return { tracer: last.fit.tracer, epochs: last.fit.report.iterations };
    },
    now: run.terminal.now,
    seed: options.seed,
    scoreFirst,
    ...work,
  });
  const saved = refitOn === undefined ? last! : { log: refitOn, fit: await fitOn(refitOn, "all") };
  const { tracer, report } = saved.fit;
  const data = await logFacts(saved.log);
  const model = tracer.toModelFile();
  if (options.out !== undefined) {
    const provenance = { data, seed: options.seed, protocol: `${protocol}; ${judged.protocol}`, metrics: judged.mean };
    await saveModel(options.out, { ...model, config: { ...model.config, provenance } });
  }
  run.display.end();
  for (const warning of report.warnings) run.display.note(`warning: ${warningText(warning)}`);
  const result = {
    tracer: descriptor.id,
    config: model.config.config,
    seed: options.seed,
    backend: report.backend ?? run.backend,
    data,
    protocol: `${protocol}; ${judged.protocol}`,
    folds: judged.folds,
    mean: judged.mean,
    iterations: report.iterations,
    converged: report.converged,
    ...(report.epochs === undefined ? {} : { epochs: report.epochs }),
    ...(report.logLikelihood === undefined ? {} : { logLikelihood: report.logLikelihood }),
    ...(report.parameters === undefined ? {} : { parameters: report.parameters }),
    warnings: report.warnings,
    ...(options.out === undefined ? {} : { model: options.out }),
    seconds: roundSeconds(run.seconds()),
    peakMemoryMB: peakMemoryMB(),
  };
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : fitText(descriptor.title, result));
}

/** `--set` and `--max-epochs`, the latter under the name the tracer gives it. */
function settingsOf({ set = {}, maxEpochs }: FitCommandOptions, defaults: Config): Config {
  if (maxEpochs === undefined) return set;
  const name = ["maxIterations", "maxEpochs", "epochs"].find((known) => known in defaults);
  if (name === undefined) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "--max-epochs",
      expected: "a tracer that is fitted in iterations",
      got: "one that has none",
      advice: "leave the option out",
    });
  }
  return { ...set, [name]: maxEpochs };
}

interface Split {
  readonly dataset: Dataset;
  readonly folds: readonly Fold[];
  readonly protocol: string;
  /** What the saved model is fitted on; absent: it is the one that was judged. */
  readonly refitOn?: InteractionLog;
}

async function readAndSplit(options: FitCommandOptions, run: Run): Promise<Split> {
  const asked = [options.test, options.folds, options.holdout].filter((value) => value !== undefined);
  if (asked.length > 1) {
    throw new ZpdError("INVALID_INPUT", {
      where: "fit",
      expected: "one of --test, --folds and --holdout",
      got: `${asked.length} of them`,
    });
  }
  if (options.test !== undefined) {
    const { dataset, fold } = await readTrainAndTest(options, options.test, run);
    return {
      dataset,
      folds: [fold],
      protocol: "judged on the files of --test",
    };
  }
  const { dataset } = await readData(options, run);
  const { log } = dataset;
  const { seed } = options;
  if (options.folds !== undefined) {
    const folds = learnerFolds(log, { folds: options.folds, seed });
    return { dataset, folds, protocol: `${options.folds} folds over learners, seed ${seed}`, refitOn: log };
  }
  if (options.holdout === undefined && dataset.folds !== undefined) {
    return { dataset, folds: dataset.folds, protocol: "the data's own folds", refitOn: log };
  }
  const share = options.holdout ?? DEFAULT_HOLDOUT;
  return {
    dataset,
    folds: [holdOut(log, { share, seed })],
    protocol: `${share * 100} % of the learners held out, seed ${seed}`,
    refitOn: log,
  };
}

function fitText(
  title: string,
  result: Pick<CrossValidation, "folds" | "mean" | "protocol"> & {
    readonly parameters?: Parameters<typeof parametersTable>[0];
    readonly model?: string;
    readonly seconds: number;
  },
): string {
  const parts = [`${title}\n${result.protocol}\n`, metricsTable(result)];
  if (result.parameters !== undefined) parts.push(parametersTable(result.parameters));
  if (result.model !== undefined) parts.push(`saved in ${result.model}\n`);
  parts.push(`${result.seconds} s\n`);
  return parts.join("\n");
}
