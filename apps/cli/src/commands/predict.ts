import { writeFileAtomic } from "@zpd/core/node";
import { predictLog } from "@zpd/eval";
import { Command } from "commander";
import { modelOnLog } from "../model-on-log";
import { addCommonOptions, addDataOptions, type CommonOptions, type DataOptions } from "../options";
import { csvLine } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { actionOf, roundSeconds } from "../run-command";

interface PredictOptions extends CommonOptions, DataOptions {
  readonly out: string;
}

export function predictCommand(terminal: Terminal): Command {
  return addDataOptions(addCommonOptions(new Command("predict").argument("<dir>", "a saved model")))
    .description("P(correct) before every answer, given what the learner did before.")
    .requiredOption("--out <file>", "CSV to write: learner,index,item,score,probability")
    .addHelpText("after", "\nExample:\n  zpd predict models/bkt --data answers.csv --out predictions.csv")
    .action(
      actionOf<PredictOptions>(terminal, async (options, run, directory = "") => {
        const { tracer, dataset } = await modelOnLog(directory, options, run);
        const { log } = dataset;
        const probability = await predictLog(tracer, log, { signal: run.signal, onProgress: run.display.onProgress });
        const lines = ["learner,index,item,score,probability\n"];
        for (let learner = 0; learner < log.learners.size; learner++) {
          const first = log.offsets[learner]!;
          for (let row = first; row < log.offsets[learner + 1]!; row++) {
            const item = log.items.ids[log.item[row]!]!;
            lines.push(csvLine([log.learners.ids[learner]!, row - first, item, log.score[row]!, probability[row]!]));
          }
        }
        await writeFileAtomic(options.out, lines.join(""));
        run.display.end();
        const result = { path: options.out, answers: log.item.length, seconds: roundSeconds(run.seconds()) };
        const text = `${options.out}: ${result.answers.toLocaleString("en-US")} predictions\n`;
        terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : text);
      }),
    );
}
