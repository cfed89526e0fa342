import type { BackendReport } from "@zpd/core";
import type { Command } from "commander";
import { type CommonOptions, plainBackend } from "./options";
import { createProgressDisplay, type ProgressDisplay } from "./output/progress";
import type { Terminal } from "./output/terminal";

/** What a command's body works with. */
export interface Run {
  readonly terminal: Terminal;
  readonly display: ProgressDisplay;
  readonly signal: AbortSignal;
  /** What computes where no deep tracer takes part. */
  readonly backend: BackendReport;
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

/**
 * Gives a command its body: progress on standard error, taken away again however the body ends. A command whose
 * tracers may want another backend than plain JavaScript looks at `--backend` itself and says so by `backendOf`.
 */
export function actionOf<Options extends CommonOptions>(
  terminal: Terminal,
  body: (options: Options, run: Run, ...names: string[]) => Promise<void>,
  backendOf: (options: Pick<CommonOptions, "backend">) => BackendReport = plainBackend,
): (this: Command, ...received: unknown[]) => Promise<void> {
  return async function (this: Command) {
    const options = this.opts<Options>();
    const backend = backendOf(options);
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
