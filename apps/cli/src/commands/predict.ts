import type { InteractionLog } from "@zpd/core";
import { writeFileAtomic } from "@zpd/core/node";
import { predictLog } from "@zpd/eval";
import { Command } from "commander";
import { modelOnLog } from "../model-on-log";
import { addCommonOptions, addDataOptions, anyBackend, type CommonOptions, type DataOptions } from "../options";
import { csvLine, encodeLines } from "../output/csv";
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
      actionOf<PredictOptions>(
        terminal,
        async (options, run, directory = "") => {
          const { tracer, dataset, backend } = await modelOnLog(directory, options, run);
          const { log } = dataset;
          const probability = await predictLog(tracer, log, { signal: run.signal, onProgress: run.display.onProgress });
          await writeFileAtomic(options.out, encodeLines(predictionLines(log, probability)));
          run.display.end();
          const seconds = roundSeconds(run.seconds());
          const result = { path: options.out, answers: log.item.length, backend, seconds };
          const text = `${options.out}: ${result.answers.toLocaleString("en-US")} predictions\n`;
          terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : text);
        },
        anyBackend,
      ),
    );
}

function* predictionLines(log: InteractionLog, probability: Float32Array): Generator<string> {
  yield "learner,index,item,score,probability\n";
  for (const [learner, id] of log.learners.ids.entries()) {
    const first = log.offsets[learner]!;
    for (let row = first; row < log.offsets[learner + 1]!; row++) {
      yield csvLine([id, row - first, log.items.ids[log.item[row]!]!, log.score[row]!, probability[row]!]);
    }
  }
}
