/** Where a command writes and what it may know of its surroundings. Tests pass their own. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Progress, warnings, notes. */
  err(text: string): void;
  /** Width of standard output in characters. */
  readonly columns: number;
  /** Whether standard output shows colours. */
  readonly colour: boolean;
  /** Whether standard error is a screen on which a line can be drawn over. */
  readonly liveProgress: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds, for durations. */
  now(): number;
}

const DEFAULT_COLUMNS = 100;

export function processTerminal(signal: AbortSignal): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    columns: process.stdout.columns ?? DEFAULT_COLUMNS,
    colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    liveProgress: process.stderr.isTTY === true,
    signal,
    now: () => performance.now(),
  };
}
