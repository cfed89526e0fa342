import { loadModel, writeFileAtomic } from "@zpd/core/node";
import { difficulties, type IrtPosterior, itemParametersOf, posteriorFromModelFile } from "@zpd/kt/irt";
import { Command } from "commander";
import { addCommonOptions, addRequiredOption, type CommonOptions } from "../options";
import { csvLine, encodeLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { actionOf, roundSeconds } from "../run-command";

interface IrtItemsOptions extends CommonOptions {
  readonly out: string;
}

export function irtItemsCommand(terminal: Terminal): Command {
  return addRequiredOption(
    addCommonOptions(new Command("items").argument("<dir>", "a saved posterior")),
    "--out <file>",
    "CSV to write: item,answers,a,a_sd,b,b_sd",
  )
    .description("Discrimination and difficulty of every item, with posterior standard deviations.")
    .addHelpText(
      "after",
      `
With one factor b is the difficulty: P(correct) = 1/2 at ability b, logit = a (theta - b). With several, the columns are a1,
a1_sd … and logit = sum a_d theta_d - b.

Example:
  zpd irt items models/2pl --out items.csv`,
    )
    .action(
      actionOf<IrtItemsOptions>(terminal, async (options, run, directory = "") => {
        const posterior = posteriorFromModelFile(await loadModel(directory));
        await writeFileAtomic(options.out, encodeLines(itemLines(posterior)));
        run.display.end();
        const { model, factors, items } = posterior;
        const seconds = roundSeconds(run.seconds());
        const result = { path: options.out, model, factors, items: items.size, backend: run.backend, seconds };
        const text = `${options.out}: ${items.size.toLocaleString("en-US")} items\n`;
        run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : text);
      }),
    );
}

function* itemLines(posterior: IrtPosterior): Generator<string> {
  const { factors, items, itemAnswers } = posterior;
  const parameters = itemParametersOf(posterior);
  const { discrimination, threshold, discriminationScale, thresholdScale } = parameters;
  const b = factors === 1 ? difficulties(parameters) : { difficulty: threshold, difficultyScale: thresholdScale };
  const names = Array.from({ length: factors }, (_, d) => (factors === 1 ? "a" : `a${d + 1}`));
  yield csvLine(["item", "answers", ...names.flatMap((name) => [name, `${name}_sd`]), "b", "b_sd"]);
  for (const [i, id] of items.ids.entries()) {
    const slopes = names.flatMap((_, d) => [discrimination[i * factors + d]!, discriminationScale![i * factors + d]!]);
    yield csvLine([id, itemAnswers[i]!, ...slopes, b.difficulty[i]!, b.difficultyScale![i]!]);
  }
}
