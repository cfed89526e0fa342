import { availableParallelism, totalmem } from "node:os";
import { Command } from "commander";
import { backends, measureFit } from "../compose";
import { addCommonOptions, type CommonOptions } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf } from "../run-command";

const GIB = 1024 ** 3;

export function doctorCommand(terminal: Terminal): Command {
  return addCommonOptions(new Command("doctor"))
    .description("Which backends work here and how fast this machine is.")
    .addHelpText("after", "\nExample:\n  zpd doctor")
    .action(
      actionOf<CommonOptions>(terminal, async (options, run) => {
        const fit = await measureFit(terminal.now, terminal.signal);
        const report = {
          node: process.versions.node,
          cores: availableParallelism(),
          memoryGB: Number((totalmem() / GIB).toFixed(1)),
          backends: backends(),
          backend: run.backend,
          fit,
        };
        terminal.out(options.json === true ? `${JSON.stringify(report)}\n` : asText(report));
      }),
    );
}

interface DoctorReport {
  readonly node: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly backends: ReturnType<typeof backends>;
  readonly fit: Awaited<ReturnType<typeof measureFit>>;
}

function asText({ node, cores, memoryGB, backends, fit }: DoctorReport): string {
  const table = textTable(
    ["backend", "works", "why"],
    backends.map(({ id, available, reason }) => [id, available ? "yes" : "no", reason]),
    ["left", "left", "left"],
  );
  const perAnswer = Math.round(fit.nanosecondsPerAnswer);
  return [
    `Node ${node}, ${cores} cores, ${memoryGB} GB of memory\n`,
    table,
    `BKT on ${fit.answers.toLocaleString("en-US")} made answers: ${perAnswer} ns per answer and iteration\n`,
  ].join("\n");
}
