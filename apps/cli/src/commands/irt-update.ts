import { type Config, type InteractionLog, ZpdError } from "@zpd/core";
import { fitVariational, type IrtPosterior, savedHierarchicalConfig, type VariationalConfig } from "@zpd/kt/irt";
import { Command, Option } from "commander";
import { fitHierarchicalModel } from "../irt/fit-hierarchical-model";
import { type FittedIrt, fittedPosterior } from "../irt/fitted-model";
import { type CovariateFileOptions, MISSING_CHOICES, readItemCovariates } from "../irt/item-covariates";
import { readFrozenItems } from "../irt/item-list";
import { reportIrtFit } from "../irt/report-fit";
import { readSavedPosterior } from "../irt/saved-model";
import {
  addCommonOptions,
  addDataOptions,
  addRequiredOption,
  type CommonOptions,
  type DataOptions,
  parseOneOf,
} from "../options";
import type { Terminal } from "../output/terminal";
import { readData } from "../read-data";
import { actionOf, type Run } from "../run-command";

interface IrtUpdateOptions extends CommonOptions, DataOptions, CovariateFileOptions {
  readonly freeze?: string;
  readonly out: string;
}

export function irtUpdateCommand(terminal: Terminal): Command {
  return addRequiredOption(
    addDataOptions(addCommonOptions(new Command("update").argument("<dir>", "a saved posterior"))),
    "--out <dir>",
    "where the new posterior goes",
  )
    .description("Read new answers into a saved posterior; the old answers are not needed.")
    .option("--freeze <file>", "items whose posterior stays, one id a line")
    .option("--covariates <file>", "of a hierarchical model: CSV with a row for each new item")
    .addOption(
      new Option(
        "--missing <how>",
        "new items without a row or with an empty cell: an error, or an attribute of their own",
      )
        .choices(MISSING_CHOICES)
        .default("error")
        .argParser(parseOneOf(MISSING_CHOICES)),
    )
    .addHelpText(
      "after",
      `
Known learners and items start from their posterior, new ones from the prior. Nobody notices an answer that is read twice:
give each file once.

A hierarchical model starts a new item from what it has learned of the item's covariates: --covariates has the columns of the fit
(others are left alone) and a row for each item that is new; a model fitted on the concepts of a log takes those of the new
one. Rows of items that nobody has answered yet come in too, known by their columns alone.

Examples:
  zpd irt update models/2pl --data week-2.csv --out models/2pl-week-2
  zpd irt update models/hierarchical --data week-2.csv --covariates areas.csv --out models/hierarchical-week-2`,
    )
    .action(actionOf<IrtUpdateOptions>(terminal, update));
}

async function update(options: IrtUpdateOptions, run: Run, directory = ""): Promise<void> {
  const { file, posterior: prior } = await readSavedPosterior("irt update", directory);
  const items = options.freeze === undefined ? [] : await readFrozenItems(options.freeze, prior.items);
  if (options.covariates !== undefined && prior.model !== "hierarchical") {
    throw new ZpdError("INVALID_INPUT", {
      where: "--covariates",
      expected: "a saved hierarchical model",
      got: `one of ${prior.model}, which has no covariates`,
      advice: "leave the option out",
    });
  }
  const { log } = (await readData(options, run)).dataset;
  const settings = {
    seed: options.seed,
    threads: options.threads,
    prior,
    freeze: { items },
    signal: run.signal,
    onProgress: run.display.onProgress,
  };
  const { fit, config } = await fitPrior(prior, file.config.config, log, settings, options, run);
  await reportIrtFit(options, run, { fit, log, engine: "variational", config });
}

async function fitPrior(
  prior: IrtPosterior,
  saved: Config,
  log: InteractionLog,
  settings: Parameters<typeof fitVariational>[3],
  options: IrtUpdateOptions,
  run: Run,
): Promise<{ fit: FittedIrt; config: Config }> {
  if (prior.model !== "hierarchical") {
    const fitted = await fitVariational(prior.model, log, saved as VariationalConfig, settings);
    return { fit: fittedPosterior(fitted, log), config: saved };
  }
  const covariates = await readItemCovariates(options, [log], run, prior);
  const config = savedHierarchicalConfig(prior, saved);
  return { fit: await fitHierarchicalModel(log, covariates, config, settings), config };
}
