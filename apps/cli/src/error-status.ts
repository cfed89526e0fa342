import { isZpdError, type ZpdErrorCode } from "@zpd/core";
import { CommanderError } from "commander";
import { errorText, systemReason } from "./output/error-text";
import type { Terminal } from "./output/terminal";

/** Exit statuses of `zpd`, a contract with scripts. */
export const EXIT = { done: 0, defect: 1, badInput: 2, missingPart: 3, interrupted: 130 } as const;

/** Codes that only our own code can bring about. A fit that fails in its numbers follows from the data and the settings. */
const DEFECTS: readonly ZpdErrorCode[] = ["CONTRACT", "SHAPE", "NOT_FITTED"];

/** What JavaScript says when an array, a set or a text outgrows it. */
const TOO_LARGE = /invalid (typed )?array length|array buffer allocation|(set|map) maximum size|invalid string length/i;

/** Says on standard error what went wrong, in one message. Returns the exit status. */
export function explainError(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message already; help and version asked for are no faults.
    return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  }
  if (terminal.signal.aborted) {
    terminal.err("\nInterrupted. What was finished and saved so far is kept.\n");
    return EXIT.interrupted;
  }
  if (isZpdError(error) && !DEFECTS.includes(error.code)) {
    terminal.err(`zpd: ${errorText(error)}\n`);
    return error.code === "MISSING_PART" ? EXIT.missingPart : EXIT.badInput;
  }
  const system = systemReason(error);
  if (system !== undefined) {
    const { path } = error as NodeJS.ErrnoException;
    terminal.err(`zpd: ${path === undefined ? "" : `${path}: `}${system}\n`);
    return EXIT.badInput;
  }
  if (error instanceof RangeError && TOO_LARGE.test(error.message)) {
    terminal.err(`zpd: expected work that fits into memory, got more (${error.message}); ask for less at a time\n`);
    return EXIT.badInput;
  }
  const described = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`zpd: a defect of ours, please report it with the lines below\n${described}\n`);
  return EXIT.defect;
}
