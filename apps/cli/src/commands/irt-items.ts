import { writeFileAtomic } from "@zpd/core/node";
import { Command } from "commander";
import { itemTableLines } from "../irt/item-table";
import { readSavedModel, type SavedIrtModel } from "../irt/saved-model";
import { addCommonOptions, addRequiredOption, type CommonOptions } from "../options";
import { encodeLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { actionOf, roundSeconds } from "../run-command";

interface IrtItemsOptions extends CommonOptions {
  readonly out: string;
}

/** Which columns of the table a hierarchical model's families of covariates feed: the last ones, in the families' order. */
function familyColumns({ posterior }: SavedIrtModel): { readonly name: string; readonly columns: readonly string[] }[] {
  const { factors = 0, families = [] } = posterior ?? {};
  let next = families.reduce((left, { latents }) => left - latents, factors);
  return families.map(({ name, latents }) => ({
    name,
    columns: Array.from({ length: latents }, () => `a${++next}`),
  }));
}

export function irtItemsCommand(terminal: Terminal): Command {
  return addRequiredOption(
    addCommonOptions(new Command("items").argument("<dir>", "a saved model")),
    "--out <file>",
    "CSV to write: item,answers,a,a_sd,b,b_sd",
  )
    .description("Discrimination and difficulty of every item, with posterior standard deviations or standard errors.")
    .addHelpText(
      "after",
      `
With one factor b is the difficulty: P(correct) = 1/2 at ability b, logit = a (theta - b). With several, the columns are a1,
a1_sd … and logit = sum a_d theta_d - b; the last of a hierarchical model are what an item's covariates weigh, and it is said
which. After --engine mml the columns _sd hold standard errors, empty where nothing in the answers bears on a value; a 3PL has
the columns c and c_sd too: P(correct) = c + (1 - c) / (1 + exp(-a (theta - b))). An item with 0 answers is known by its prior,
or by its covariates.

Example:
  zpd irt items models/2pl --out items.csv`,
    )
    .action(
      actionOf<IrtItemsOptions>(terminal, async (options, run, directory = "") => {
        const saved = await readSavedModel(directory);
        await writeFileAtomic(options.out, encodeLines(itemTableLines(saved)));
        run.display.end();
        const { factors, items } = saved.parameters;
        const families = familyColumns(saved);
        const seconds = roundSeconds(run.seconds());
        const result = {
          path: options.out,
          model: saved.model,
          factors,
          items: items.size,
          ...(families.length === 0 ? {} : { families }),
          backend: run.backend,
          seconds,
        };
        const fed = families.map(({ name, columns }) => `, ${columns.join(" ")} by ${name}`);
        const text = `${options.out}: ${items.size.toLocaleString("en-US")} items${fed.join("")}\n`;
        run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : text);
      }),
    );
}
