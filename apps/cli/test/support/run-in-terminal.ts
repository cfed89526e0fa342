import { spawn, spawnSync } from "node:child_process";
import { BIN } from "./run-built";

/** Whether there is a pseudo-terminal to be had: `script` of util-linux, which takes a command. */
export const hasTerminal =
  process.platform === "linux" &&
  spawnSync("script", ["-qec", "true", "/dev/null"], { stdio: ["pipe", "ignore", "ignore"] }).status === 0;

export interface TerminalOutcome {
  readonly status: number | null;
  /** Everything that stands on the screen, what was typed included; lines end as on other systems' files. */
  readonly screen: string;
}

/**
 * Runs the built command in a pseudo-terminal and types one key sequence at each prompt.
 * @param args no single quotes, for a shell reads them between such
 * @param prompt what the command asks with
 */
export function runInTerminal(
  args: readonly string[],
  keys: readonly string[],
  prompt: string,
): Promise<TerminalOutcome> {
  return new Promise((resolve, reject) => {
    // A shell reads it: the quotes keep blanks in paths together.
    const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(" ");
    const child = spawn("script", ["-qec", command, "/dev/null"], { stdio: ["pipe", "pipe", "ignore"] });
    let screen = "";
    let typed = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      screen += text;
      while (typed < keys.length && screen.split(prompt).length - 1 > typed) child.stdin.write(keys[typed++]!);
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, screen: screen.replaceAll("\r\n", "\n") }));
  });
}
