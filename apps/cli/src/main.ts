import { runCommandLine } from "./command-line";
import { processTerminal } from "./output/terminal";

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A second Ctrl-C does not wait for the work in hand.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}
// A reader such as `head` may close a pipe early; that is no fault. Without a reader of results there is nothing left to
// do; without one of progress the work goes on.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(interrupt.signal));
