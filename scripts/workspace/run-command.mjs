import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The repository's root, without a slash at the end. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const windows = process.platform === "win32";

/** What commands see: our own tools on the path, and nothing that reports to anybody. */
const environment = {
  ...process.env,
  PATH: join(root, "node_modules", ".bin") + delimiter + (process.env.PATH ?? ""),
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  DO_NOT_TRACK: "1",
};

/**
 * Runs a command in the repository's root, or in `cwd`, and resolves to its exit code.
 * With `onLine` its output, standard error included, comes line by line; otherwise it goes straight to ours.
 */
export function runCommand(command, args, { onLine, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      // Started by npm, npx would look for packages in our root whatever the folder.
      env: cwd === root ? environment : { ...environment, npm_config_local_prefix: cwd },
      stdio: onLine === undefined ? "inherit" : ["ignore", "pipe", "pipe"],
      shell: windows && command !== process.execPath,
    });
    if (onLine !== undefined) {
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", onLine);
    }
    child.on("error", (error) => {
      console.error(`Could not start "${command}": ${error.message}`);
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}
