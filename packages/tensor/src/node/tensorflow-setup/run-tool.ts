import { spawn } from "node:child_process";
import { ZpdError } from "@zpd/core";

/** How much of what a tool says is kept, characters from the end. */
const KEPT_CHARACTERS = 20_000;

/** How long an aborted program may take to end by itself, ms. */
const PATIENCE_MS = 1000;

export interface ToolRun {
  readonly cwd?: string;
  /** Replaces the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** How a tool ended; `code` is undefined when it could not be started. */
export interface ToolOutcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without a shell. It stays in this process's group, so that a signal to the group, such as
 * Ctrl-C or that of a time limit, reaches it as well.
 * @throws the signal's reason, after the program has ended, when the caller aborts
 */
export function runTool(
  command: string,
  args: readonly string[],
  { cwd, env, signal }: ToolRun = {},
): Promise<ToolOutcome> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout = (stdout + text).slice(-KEPT_CHARACTERS);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARACTERS);
    });
    let patience: NodeJS.Timeout | undefined;
    const stop = (): void => {
      child.kill("SIGTERM");
      // npm would first undo all it has done, in a folder that is thrown away.
      patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    };
    signal?.addEventListener("abort", stop);
    const end = (code: number | undefined): void => {
      signal?.removeEventListener("abort", stop);
      clearTimeout(patience);
      if (signal?.aborted === true) reject(signal.reason);
      else resolve({ code, stdout, stderr });
    };
    child.on("error", () => end(undefined));
    child.on("close", (code) => end(code ?? 1));
  });
}

/** The first and the last lines of a tool's complaint, where it says what and why; its warnings are left out. */
export function lastWords({ stdout, stderr }: ToolOutcome): string {
  const KEPT = 3;
  const said = stderr.trim() === "" ? stdout : stderr;
  const lines = said
    .trim()
    .split("\n")
    .filter((line) => !/^(npm warn|warning:)/i.test(line));
  if (lines.length <= 2 * KEPT) return lines.join("\n");
  return [...lines.slice(0, KEPT), "…", ...lines.slice(-KEPT)].join("\n");
}

/** What npm and pip say when a file is not the one of the lock file. */
const OTHER_FILE = /EINTEGRITY|do not match the hashes/i;
const DISK_FULL = /ENOSPC|no space left on device/i;

/**
 * Runs a program that has to succeed.
 * @throws MISSING_PART with its last words when it does not; IO when the disk is full
 */
export async function runStep(
  expected: string,
  advice: string,
  command: string,
  args: readonly string[],
  run: ToolRun,
): Promise<ToolOutcome> {
  const outcome = await runTool(command, args, run);
  if (outcome.code === 0) return outcome;
  const said = outcome.stderr + outcome.stdout;
  const full = DISK_FULL.test(said);
  const other = OTHER_FILE.test(said);
  throw new ZpdError(full ? "IO" : "MISSING_PART", {
    where: "addTensorflow",
    expected,
    got:
      outcome.code === undefined
        ? `"${command}", which could not be started`
        : `exit status ${outcome.code} of ${command}: ${lastWords(outcome)}`,
    advice: full
      ? "make room on the disk, then run the same again"
      : other
        ? "the registry gave another file than the one whose hash is known; nothing of it was run or kept"
        : advice,
  });
}
