import { availableParallelism, totalmem } from "node:os";
import { Command } from "commander";
import { backends, measureFit } from "../compose";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";

const GIB = 1024 ** 3;

export function doctorCommand(terminal: Terminal): Command {
  return new Command("doctor")
    .description("Which backends work here and how fast this machine is.")
    .option("--json", "print exactly one JSON document")
    .addHelpText("after", "\nExample:\n  zpd doctor")
    .action(async (options: { json?: boolean }) => {
      const fit = await measureFit(terminal.now, terminal.signal);
      const report = {
        node: process.versions.node,
        cores: availableParallelism(),
        memoryGB: Number((totalmem() / GIB).toFixed(1)),
        backends: backends(),
        fit,
      };
      if (options.json === true) {
        terminal.out(`${JSON.stringify(report)}\n`);
        return;
      }
      terminal.out(`Node ${report.node}, ${report.cores} cores, ${report.memoryGB} GB of memory\n\n`);
      terminal.out(
        textTable(
          ["backend", "works", "why"],
          report.backends.map(({ id, available, reason }) => [id, available ? "yes" : "no", reason]),
          ["left", "left", "left"],
        ),
      );
      const perAnswer = Math.round(fit.nanosecondsPerAnswer);
      terminal.out(
        `\nBKT on ${fit.answers.toLocaleString("en-US")} made answers: ${perAnswer} ns per answer and iteration\n`,
      );
    });
}
