import { type InteractionLog, identityQMatrix } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { alignLog } from "@zpd/data";
import { ABILITY_METHODS, type AbilityEstimates, type AbilityMethod, estimateAbilities } from "@zpd/kt/irt";
import { Command, Option } from "commander";
import { readOneFactorModel } from "../irt/saved-model";
import { addCommonOptions, addDataOptions, addRequiredOption, type CommonOptions, type DataOptions } from "../options";
import { csvLine, encodeLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { warningText } from "../output/warning-text";
import { readData } from "../read-data";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface IrtScoreOptions extends CommonOptions, DataOptions {
  readonly out: string;
  readonly method: AbilityMethod;
}

export function irtScoreCommand(terminal: Terminal): Command {
  return addRequiredOption(
    addDataOptions(addCommonOptions(new Command("score").argument("<dir>", "a saved model of one factor"))),
    "--out <file>",
    "CSV to write: learner,answers,theta,se",
  )
    .description("The ability of every learner of a log, given the items of a saved model.")
    .addOption(new Option("--method <name>", "how abilities are estimated").choices(ABILITY_METHODS).default("eap"))
    .addHelpText(
      "after",
      `
eap and map are the mean and the mode under a N(0, 1) prior; mle knows no prior and is infinite for a learner who is right, or wrong,
everywhere; wle (Warm) is finite whenever there is an answer. The items are taken at their estimates, as known. Models of several
factors (factor, hierarchical) are refused: their learners have no one ability.

Example:
  zpd irt score models/2pl --data answers.csv --out abilities.csv --method wle`,
    )
    .action(actionOf<IrtScoreOptions>(terminal, score));
}

async function score(options: IrtScoreOptions, run: Run, directory = ""): Promise<void> {
  const { model, parameters } = await readOneFactorModel("irt score", directory);
  const { dataset } = await readData(options, run);
  // Concepts play no part here.
  const { items } = parameters;
  const log = alignLog(dataset.log, { items, qMatrix: identityQMatrix(items) }, { unknownItems: "error" });
  const estimates = await estimateAbilities(log, parameters, {
    method: options.method,
    signal: run.signal,
    onProgress: run.display.onProgress,
  });
  for (const warning of estimates.warnings) run.display.note(`  warning: ${warningText(warning)}`);
  await writeFileAtomic(options.out, encodeLines(abilityLines(log, estimates)));
  run.display.end();
  const learners = log.learners.size;
  const result = {
    path: options.out,
    model,
    method: options.method,
    learners,
    warnings: estimates.warnings,
    backend: run.backend,
    seconds: roundSeconds(run.seconds()),
  };
  const text = `${options.out}: ${learners.toLocaleString("en-US")} learners\n`;
  run.terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : text);
}

function* abilityLines(log: InteractionLog, { ability, abilityScale }: AbilityEstimates): Generator<string> {
  yield csvLine(["learner", "answers", "theta", "se"]);
  for (const [l, id] of log.learners.ids.entries()) {
    yield csvLine([id, log.offsets[l + 1]! - log.offsets[l]!, ability[l]!, abilityScale![l]!]);
  }
}
