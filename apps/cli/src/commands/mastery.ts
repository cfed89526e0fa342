import { writeFileAtomic } from "@zpd/core/node";
import { masteryAtEnd } from "@zpd/eval";
import { Command } from "commander";
import { modelOnLog } from "../model-on-log";
import { addCommonOptions, addDataOptions, anyBackend, type CommonOptions, type DataOptions } from "../options";
import { csvLine, encodeLines, joinLines } from "../output/csv";
import type { Terminal } from "../output/terminal";
import { actionOf } from "../run-command";

interface MasteryOptions extends CommonOptions, DataOptions {
  readonly out?: string;
}

export function masteryCommand(terminal: Terminal): Command {
  return addDataOptions(addCommonOptions(new Command("mastery").argument("<dir>", "a saved model")))
    .description("P(known) per learner and concept after the last answer, one row a learner.")
    .option("--out <file>", "CSV to write instead of standard output")
    .addHelpText("after", "\nExample:\n  zpd mastery models/bkt --data answers.csv")
    .action(
      actionOf<MasteryOptions>(
        terminal,
        async (options, run, directory = "") => {
          const { tracer, dataset, backend } = await modelOnLog(directory, options, run);
          const { learners } = dataset.log;
          const concepts = tracer.qMatrix.concepts;
          const known = await masteryAtEnd(tracer, dataset.log, {
            signal: run.signal,
            onProgress: run.display.onProgress,
          });
          run.display.end();
          const rowOf = (learner: number): number[] =>
            Array.from(known.subarray(learner * concepts.size, (learner + 1) * concepts.size));
          const lines = function* (): Generator<string> {
            yield csvLine(["learner", ...concepts.ids]);
            for (const [learner, id] of learners.ids.entries()) yield csvLine([id, ...rowOf(learner)]);
          };
          if (options.out !== undefined) await writeFileAtomic(options.out, encodeLines(lines()));
          if (options.json === true) {
            const rows = learners.ids.map((id, learner) => ({ learner: id, mastery: rowOf(learner) }));
            terminal.out(`${JSON.stringify({ concepts: concepts.ids, learners: rows, backend })}\n`);
          } else if (options.out === undefined) for (const piece of joinLines(lines())) terminal.out(piece);
          else terminal.out(`${options.out}: ${learners.size} learners x ${concepts.size} concepts\n`);
        },
        anyBackend,
      ),
    );
}
