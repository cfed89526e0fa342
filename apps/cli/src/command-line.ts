import { Command } from "commander";
import { backendCommand } from "./commands/backend";
import { dataCommand } from "./commands/data";
import { doctorCommand } from "./commands/doctor";
import { evaluateCommand } from "./commands/evaluate";
import { fitCommand } from "./commands/fit";
import { helpCommand } from "./commands/help";
import { irtCommand } from "./commands/irt";
import { listCommand } from "./commands/list";
import { masteryCommand } from "./commands/mastery";
import { predictCommand } from "./commands/predict";
import { remCommand } from "./commands/rem";
import { workerCommand } from "./commands/worker";
import { EXIT, explainError } from "./error-status";
import { usageText } from "./output/error-text";
import type { Terminal } from "./output/terminal";
import { readVersion } from "./version";

const HELP_AFTER = `
First steps:
  zpd rem --demo --report report.html      the whole chain on a made course, in a minute
  zpd data inspect --data answers.csv      what a log holds and what is wrong with it
  zpd fit bkt --data answers.csv           fit a tracer, judged on held-out learners

Exit status: 0 done, 1 a defect of zpd, 2 bad usage or input, 3 an optional part is missing, 130 interrupted.`;

/**
 * Runs one command line. Returns the exit status; never throws, never ends the process.
 *
 * Without a command there is nothing to do: the help goes to standard error and the status is that of bad usage.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command("zpd")
    .description("Decide what a learner should practise next, and prove the decision good before a learner meets it.")
    .version(readVersion(), "--version", "print the version")
    .helpCommand(false)
    .addHelpText("after", HELP_AFTER)
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      outputError: (text) => terminal.err(`zpd: ${usageText(text)}\n`),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    });
  for (const make of [
    dataCommand,
    listCommand,
    doctorCommand,
    backendCommand,
    fitCommand,
    evaluateCommand,
    predictCommand,
    masteryCommand,
    remCommand,
    workerCommand,
    irtCommand,
    helpCommand,
  ]) {
    program.addCommand(make(terminal));
  }
  inheritSettings(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return EXIT.done;
  } catch (error) {
    return explainError(error, terminal);
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
