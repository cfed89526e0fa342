import { predictLog, scorePredictions, selectScored } from "@zpd/eval";
import { Command } from "commander";
import { assertScored } from "../assert-scored";
import { modelOnLog } from "../model-on-log";
import { addCommonOptions, addDataOptions, anyBackend, type CommonOptions, type DataOptions } from "../options";
import { scoresTable } from "../output/fit-tables";
import { logFacts } from "../output/log-facts";
import type { Terminal } from "../output/terminal";
import { actionOf, peakMemoryMB, roundSeconds } from "../run-command";

interface EvaluateOptions extends CommonOptions, DataOptions {
  readonly scoreFirst?: boolean;
}

export function evaluateCommand(terminal: Terminal): Command {
  return addDataOptions(addCommonOptions(new Command("evaluate").argument("<dir>", "a saved model")))
    .description("A saved model on another log.")
    .option("--score-first", "count each learner's first answer too")
    .addHelpText("after", "\nExample:\n  zpd evaluate models/bkt --data new-answers.csv")
    .action(
      actionOf<EvaluateOptions>(
        terminal,
        async (options, run, directory = "") => {
          const { tracer, dataset, backend } = await modelOnLog(directory, options, run);
          const scoreFirst = options.scoreFirst === true;
          assertScored("evaluate", dataset.log, dataset.log.learners.ids.keys(), "the learners of the log", scoreFirst);
          const probability = await predictLog(tracer, dataset.log, {
            signal: run.signal,
            onProgress: run.display.onProgress,
          });
          const scored = selectScored(dataset.log, probability, { scoreFirst });
          const scores = scorePredictions(scored.probability, scored.score);
          const data = await logFacts(dataset.log);
          run.display.end();
          const result = {
            ...scores,
            data,
            backend,
            seconds: roundSeconds(run.seconds()),
            peakMemoryMB: peakMemoryMB(),
          };
          terminal.out(options.json === true ? `${JSON.stringify(result)}\n` : scoresTable(scores));
        },
        anyBackend,
      ),
    );
}
