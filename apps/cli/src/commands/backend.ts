import {
  addTensorflow,
  findTensorflow,
  planTensorflow,
  removeTensorflow,
  type TensorflowPlan,
  type TensorflowSetupOptions,
} from "@zpd/tensor/node";
import { Argument, Command } from "commander";
import { addCommonOptions, type CommonOptions, parseOneOf } from "../options";
import type { Terminal } from "../output/terminal";
import { textTable } from "../output/text-table";
import { actionOf, type Run, roundSeconds } from "../run-command";

/** Backends that are no part of the packages and can be added to them. */
const NAMES = ["tensorflow"];

export function backendCommand(terminal: Terminal): Command {
  return new Command("backend")
    .description("Add or remove a backend that is no part of the packages.")
    .addCommand(addCommand(terminal))
    .addCommand(removeCommand(terminal))
    .addCommand(listCommand(terminal));
}

type BackendOptions = CommonOptions & TensorflowSetupOptions & { readonly plan?: boolean };

function backendArgument(): Argument {
  return new Argument("<name>", "which backend").choices(NAMES).argParser(parseOneOf(NAMES));
}

function addFolderOption(command: Command): Command {
  return command.option("--folder <dir>", "where it lies (default: ZPD_TENSORFLOW_HOME, else your data folder)");
}

function folderOf({ folder }: BackendOptions): TensorflowSetupOptions {
  return folder === undefined ? {} : { folder };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`;
}

function addCommand(terminal: Terminal): Command {
  return addFolderOption(addCommonOptions(new Command("add")).addArgument(backendArgument()))
    .description("Download a backend from the npm registry and the Python index, and set it up.")
    .option("--plan", "only say what would be downloaded, and what this machine lacks for it")
    .addHelpText("after", "\nExample:\n  zpd backend add tensorflow --plan")
    .action(
      actionOf<BackendOptions>(terminal, async (options, run, name) => {
        const plan = await planTensorflow(folderOf(options));
        if (options.plan === true) {
          terminal.out(options.json === true ? `${JSON.stringify({ name, ...plan })}\n` : planText(plan));
          return;
        }
        if (!plan.installed && options.quiet !== true) run.display.note(planText(plan));
        await addAndTell(name!, options, run);
      }),
    );
}

async function addAndTell(name: string, options: BackendOptions, run: Run): Promise<void> {
  const { onProgress } = run.display;
  const added = await addTensorflow(folderOf(options), { signal: run.signal, onProgress });
  run.display.end();
  const seconds = roundSeconds(run.seconds());
  if (options.json === true) {
    run.terminal.out(`${JSON.stringify({ name, ...added, seconds })}\n`);
    return;
  }
  const did =
    added.state === "found" ? "is set up already and works" : `was set up and works, after ${Math.round(seconds)} s`;
  run.terminal.out(`The ${name} backend ${did}: ${megabytes(added.bytes)} in ${added.folder}\n`);
}

/** What a plan says, for people. */
export function planText(plan: TensorflowPlan): string {
  const downloads = plan.downloads.map(({ by, name, version, packages, bytes }) => {
    const more = packages > 1 ? ` and ${packages - 1} packages it needs` : "";
    return [`with ${by}`, `${name} ${version}${more}`, megabytes(bytes)];
  });
  const free = plan.freeBytes === undefined ? "" : `; ${megabytes(plan.freeBytes)} are free`;
  const state = plan.installed ? " (set up already: nothing is downloaded)" : "";
  return [
    textTable(["download", "what", "size"], downloads, ["left", "left", "right"]),
    `Folder: ${plan.folder}${state}`,
    `Disk:   ${megabytes(plan.diskBytes)}, up to ${megabytes(plan.peakBytes)} meanwhile${free}`,
    ...plan.missing.map(({ expected, got, advice }) => `Missing: ${expected}, found ${got}; ${advice}`),
    "",
  ].join("\n");
}

function removeCommand(terminal: Terminal): Command {
  return addFolderOption(addCommonOptions(new Command("remove")).addArgument(backendArgument()))
    .description("Delete a backend that was added.")
    .option("--plan", "only say what would be deleted")
    .addHelpText("after", "\nExample:\n  zpd backend remove tensorflow --plan")
    .action(
      actionOf<BackendOptions>(terminal, async (options, _, name) => {
        if (options.plan === true) {
          const { folder, entry, bytes = 0 } = findTensorflow(folderOf(options));
          const plan = { name, folder, installed: entry !== undefined, bytes };
          const text = plan.installed
            ? `Would delete ${folder}, ${megabytes(bytes)}`
            : `Nothing to delete in ${folder}`;
          terminal.out(options.json === true ? `${JSON.stringify(plan)}\n` : `${text}\n`);
          return;
        }
        const result = await removeTensorflow(folderOf(options));
        const text = result.removed
          ? `Removed the ${name} backend: ${megabytes(result.bytes)} in ${result.folder}`
          : `The ${name} backend is not there: nothing in ${result.folder}`;
        terminal.out(options.json === true ? `${JSON.stringify({ name, ...result })}\n` : `${text}\n`);
      }),
    );
}

function listCommand(terminal: Terminal): Command {
  return addFolderOption(addCommonOptions(new Command("list")))
    .description("Which backends can be added, and which are.")
    .addHelpText("after", "\nExample:\n  zpd backend list")
    .action(
      actionOf<BackendOptions>(terminal, async (options) => {
        const { folder, entry, reason, bytes } = findTensorflow(folderOf(options));
        const states = [{ name: NAMES[0]!, added: entry !== undefined, folder, reason, bytes }];
        if (options.json === true) {
          terminal.out(`${JSON.stringify(states)}\n`);
          return;
        }
        const rows = states.map(({ name, added, reason }) => [name, added ? "yes" : "no", reason]);
        terminal.out(textTable(["backend", "added", "where"], rows, ["left", "left", "left"]));
      }),
    );
}
