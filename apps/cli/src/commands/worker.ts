import { type QueueEvent, redisAddress, serveCellQueue } from "@zpd/eval/node";
import { Command } from "commander";
import { addCommonOptions, addRequiredOption, anyBackend, type CommonOptions } from "../options";
import type { Terminal } from "../output/terminal";
import { loadModules } from "../own/load-module";
import { runtimeIdentity } from "../queue/runtime";
import { openStudyBytes } from "../queue/study-bytes";
import { actionOf, type Run, roundSeconds } from "../run-command";

interface WorkerOptions extends CommonOptions {
  readonly queue: string;
  readonly policy?: readonly string[];
  readonly simulator?: readonly string[];
}

export function workerCommand(terminal: Terminal): Command {
  const command = new Command("worker").description(
    "Play cells of studies that `zpd rem --queue` puts into a Redis, on this machine, until told to stop.",
  );
  return addCommonOptions(addRequiredOption(command, "--queue <url>", "the Redis, e.g. redis://host:6379"))
    .option("--policy <module...>", "the studies' own policies: files that run with your rights")
    .option("--simulator <module...>", "the studies' own simulators, likewise")
    .addHelpText(
      "after",
      `
Start as many as you like, on any machines with the same version of zpd, Node.js and processor architecture: the matrix
has the same bytes as one played by \`zpd rem\` alone. Ctrl-C finishes the cells in play and ends; a second one ends at
once. A worker that is killed loses its cells to another after some seconds.

Only modules named here are run; those of a study are recognised by their text, wherever they lie.

Example (with a Redis at that address):
  zpd worker --queue redis://localhost:6379 --threads 2`,
    )
    .action(actionOf<WorkerOptions>(terminal, work, anyBackend));
}

async function work(options: WorkerOptions, run: Run): Promise<void> {
  const { display, signal, terminal } = run;
  const modules = await loadModules(options.policy, options.simulator);
  let finished = 0;
  const onEvent = (event: QueueEvent): void => {
    const study = event.study.slice(0, 12);
    if (event.kind === "finished") finished++;
    if (event.kind === "begun") display.onProgress({ task: event.cell, done: finished, unit: "cells finished" });
    else if (event.kind === "refused") display.note(`  warning: study ${study} is left to others: ${event.reason}`);
    else if (event.kind === "failed") display.note(`  warning: ${event.cell} failed`);
    else if (event.kind !== "finished") display.note(`${event.kind} study ${study}`);
  };
  const cells = await serveCellQueue({
    url: options.queue,
    threads: options.threads,
    moduleUrl: new URL("./rem-cell-worker.js", import.meta.url),
    has: runtimeIdentity(),
    open: (bytes) => openStudyBytes(bytes, modules),
    signal,
    onEvent,
  });
  display.end();
  const queue = redisAddress(options.queue);
  const seconds = roundSeconds(run.seconds());
  if (options.json === true) terminal.out(`${JSON.stringify({ queue, cells, seconds })}\n`);
  else terminal.out(`${cells} cells played for ${queue} in ${seconds} s\n`);
}
