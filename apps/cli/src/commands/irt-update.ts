import { fitHierarchical, fitVariational, savedHierarchicalConfig, type VariationalConfig } from "@zpd/kt/irt";
import { Command } from "commander";
import { fittedPosterior } from "../irt/fitted-model";
import { readItemList } from "../irt/item-list";
import { reportIrtFit } from "../irt/report-fit";
import { readSavedPosterior } from "../irt/saved-model";
import { addCommonOptions, addDataOptions, addRequiredOption, type CommonOptions, type DataOptions } from "../options";
import type { Terminal } from "../output/terminal";
import { readData } from "../read-data";
import { actionOf, type Run } from "../run-command";

interface IrtUpdateOptions extends CommonOptions, DataOptions {
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
    .addHelpText(
      "after",
      `
Known learners and items start from their posterior, new ones from the prior. Nobody notices an answer that is read twice:
give each file once.

Example:
  zpd irt update models/2pl --data week-2.csv --out models/2pl-week-2`,
    )
    .action(actionOf<IrtUpdateOptions>(terminal, update));
}

async function update(options: IrtUpdateOptions, run: Run, directory = ""): Promise<void> {
  const { file, posterior: prior } = await readSavedPosterior("irt update", directory);
  const items = options.freeze === undefined ? [] : await readItemList("--freeze", options.freeze);
  const config = file.config.config as VariationalConfig;
  const { log } = (await readData(options, run)).dataset;
  const settings = {
    seed: options.seed,
    threads: options.threads,
    prior,
    freeze: { items },
    signal: run.signal,
    onProgress: run.display.onProgress,
  };
  const fit =
    prior.model === "hierarchical"
      ? await fitHierarchical(log, undefined, savedHierarchicalConfig(prior, file.config.config), settings)
      : await fitVariational(prior.model, log, config, settings);
  await reportIrtFit(options, run, { fit: fittedPosterior(fit, log), log, engine: "variational", config });
}
