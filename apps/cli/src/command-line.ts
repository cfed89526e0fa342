import { isZpdError } from "@zpd/core";
import { Command, CommanderError } from "commander";
import { dataCommand } from "./commands/data";
import { doctorCommand } from "./commands/doctor";
import { evaluateCommand } from "./commands/evaluate";
import { fitCommand } from "./commands/fit";
import { listCommand } from "./commands/list";
import { masteryCommand } from "./commands/mastery";
import { predictCommand } from "./commands/predict";
import { remCommand } from "./commands/rem";
import type { Terminal } from "./output/terminal";

/** Exit statuses of `zpd`, a contract with scripts. */
const EXIT = { done: 0, defect: 1, badInput: 2, missingPart: 3, interrupted: 130 } as const;

const HELP_AFTER = `
First steps:
  zpd rem --demo --report report.html      the whole chain on a made course, in a minute
  zpd data inspect --data answers.csv      what a log holds and what is wrong with it
  zpd fit bkt --data answers.csv           fit a tracer, judged on held-out learners

Exit status: 0 done, 1 a defect of zpd, 2 bad usage or input, 3 an optional part is missing, 130 interrupted.`;

/** Runs one command line. Returns the exit status; never throws, never ends the process. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("zpd")
    .description("Decide what a learner should practise next, and prove the decision good before a learner meets it.")
    .addHelpText("after", HELP_AFTER)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    });
  for (const make of [
    dataCommand,
    listCommand,
    doctorCommand,
    fitCommand,
    evaluateCommand,
    predictCommand,
    masteryCommand,
    remCommand,
  ]) {
    program.addCommand(make(terminal));
  }
  inheritSettings(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT.done;
  } catch (error) {
    return explain(error, terminal);
  }
}

/** Sub-commands write where the program writes, and throw instead of ending the process. */
function inheritSettings(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inheritSettings(child);
  }
}

function explain(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message already; help and version asked for are no faults.
    return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  }
  if (terminal.signal.aborted) {
    terminal.err("\nInterrupted. What was finished and saved so far is kept.\n");
    return EXIT.interrupted;
  }
  if (isZpdError(error)) {
    terminal.err(`zpd: ${error.message}\n`);
    if (error.code === "MISSING_PART") return EXIT.missingPart;
    return error.code === "NUMERICAL" || error.code === "CONTRACT" ? EXIT.defect : EXIT.badInput;
  }
  const described = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`zpd: a defect of ours, please report it with the lines below\n${described}\n`);
  return EXIT.defect;
}
