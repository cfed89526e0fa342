import { runCommandLine } from "../../src/command-line";
import type { Terminal } from "../../src/output/terminal";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A terminal that keeps what is written; its clock stands still unless another is given. */
export function fakeTerminal(settings: Partial<Terminal> = {}): Terminal & { written(): Omit<Outcome, "status"> } {
  let stdout = "";
  let stderr = "";
  return {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
    columns: 100,
    colour: false,
    liveProgress: false,
    signal: new AbortController().signal,
    now: () => 0,
    ...settings,
    written: () => ({ stdout, stderr }),
  };
}

/** Runs a command line from the source, in this process. */
export async function runSource(...args: readonly string[]): Promise<Outcome> {
  const terminal = fakeTerminal();
  const status = await runCommandLine(args, terminal);
  return { status, ...terminal.written() };
}
