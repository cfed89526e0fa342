import { runCommandLine } from "./command-line";
import { processTerminal } from "./output/terminal";

const interrupt = new AbortController();
process.on("SIGINT", () => {
  // A second Ctrl-C does not wait for the work in hand.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
});
// A reader such as `head` may close the pipe early; that is not a fault of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(interrupt.signal));
