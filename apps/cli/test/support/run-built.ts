import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Outcome } from "./run-source";

export const BIN = fileURLToPath(new URL("../../bin/zpd.mjs", import.meta.url));

export interface BuiltRun {
  /** Working directory. */
  readonly cwd?: string;
  /** Standard input; empty when absent. */
  readonly input?: string | Uint8Array;
  /** Called with the process and what it has said on standard error so far, whenever it says more. */
  readonly onStderr?: (child: ChildProcess, stderr: string) => void;
}

/** Runs the built command, as its users do, to its end. */
export function runBuilt(args: readonly string[], { cwd, input, onStderr }: BuiltRun = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onStderr?.(child, stderr);
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
    // A command that does not read its input may close it early.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
