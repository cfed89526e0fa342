import { availableParallelism, totalmem } from "node:os";
import { Command } from "commander";
import { type BackendRow, backends, measureBackend } from "../backends";
import { measureFit } from "../compose";
import { addCommonOptions, type CommonOptions } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf, type Run } from "../run-command";

const GIB = 1024 ** 3;

export function doctorCommand(terminal: Terminal): Command {
  return addCommonOptions(new Command("doctor"))
    .description("Which backends work here and how fast this machine is.")
    .addHelpText("after", "\nExample:\n  zpd doctor")
    .action(actionOf<CommonOptions>(terminal, doctor));
}

async function doctor({ json, threads }: CommonOptions, run: Run): Promise<void> {
  const { now, signal, out } = run.terminal;
  const rows: BackendRow[] = [];
  for (const row of await backends(threads)) {
    signal.throwIfAborted();
    rows.push(await measureBackend(row, threads, now));
  }
  const report = {
    node: process.versions.node,
    cores: availableParallelism(),
    threads,
    memoryGB: Number((totalmem() / GIB).toFixed(1)),
    backends: rows,
    backend: run.backend,
    fit: await measureFit(now, signal),
  };
  out(json === true ? `${JSON.stringify(report)}\n` : asText(report));
}

interface DoctorReport {
  readonly node: string;
  readonly cores: number;
  readonly threads: number;
  readonly memoryGB: number;
  readonly backends: readonly BackendRow[];
  readonly fit: Awaited<ReturnType<typeof measureFit>>;
}

/** Three digits, or whole. */
function inDigits(value: number | undefined): string {
  if (value === undefined) return "";
  return value < 100 ? value.toPrecision(3) : String(Math.round(value));
}

function asText({ node, cores, threads, memoryGB, backends, fit }: DoctorReport): string {
  const table = textTable(
    ["backend", "works", "GFLOP/s", "step ms", "why"],
    backends.map(({ id, available, reason, gigaflops, stepMilliseconds }) => [
      id,
      available ? "yes" : "no",
      inDigits(gigaflops),
      inDigits(stepMilliseconds),
      reason,
    ]),
    ["left", "left", "right", "right", "left"],
  );
  const perAnswer = Math.round(fit.nanosecondsPerAnswer);
  return [
    `Node ${node}, ${cores} cores, ${threads} threads, ${memoryGB} GB of memory\n`,
    table,
    "GFLOP/s of a product of two matrices of 512 x 512; step: training DKT on 32 learners x 100 answers, 64 units",
    ...backends.flatMap(({ id, advice }) => (advice === undefined ? [] : [`To have ${id}: ${advice}`])),
    "",
    `BKT on ${fit.answers.toLocaleString("en-US")} made answers: ${perAnswer} ns per answer and iteration\n`,
  ].join("\n");
}
