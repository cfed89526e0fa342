import type { Command } from "commander";
import { type BackendChoice, type CommonOptions, chooseBackend } from "./options";
import { createProgressDisplay, type ProgressDisplay } from "./output/progress";
import type { Terminal } from "./output/terminal";

/** What a command's body works with. */
export interface Run {
  readonly terminal: Terminal;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
  readonly backend: BackendChoice;
  /** Seconds since the command started. */
  seconds(): number;
}

const KIB = 1024;

/** Largest memory this process has held, MB. */
export function peakMemoryMB(): number {
  return Math.round((process.resourceUsage().maxRSS * KIB) / 1e6);
}

/** Shortest decimal of a duration that still tells something. */
export function roundSeconds(seconds: number): number {
  return Number(seconds.toPrecision(3));
}

/** Gives a command its body: progress on standard error, taken away again however the body ends. */
export function actionOf<Options extends CommonOptions>(
  terminal: Terminal,
  body: (options: Options, run: Run, ...names: string[]) => Promise<void>,
): (this: Command, ...received: unknown[]) => Promise<void> {
  return async function (this: Command) {
    const options = this.opts<Options>();
    const backend = chooseBackend(options);
    const display = createProgressDisplay(terminal, options.quiet === true);
    const startedAt = terminal.now();
    try {
      await body(
        options,
        { terminal, display, signal: terminal.signal, backend, seconds: () => (terminal.now() - startedAt) / 1000 },
        ...this.args,
      );
    } finally {
      display.end();
    }
  };
}
