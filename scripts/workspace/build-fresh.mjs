import { rmSync } from "node:fs";
import { join } from "node:path";
import { listPublished } from "./members.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * Builds JavaScript and declarations of every published package into empty `dist` folders, so that nothing of an older
 * build can be packed. What has not changed comes from turbo's cache.
 */
export async function buildFresh() {
  for (const { path } of listPublished()) rmSync(join(path, "dist"), { recursive: true, force: true });
  return (await runCommand("turbo", ["run", "build", "build:types", "--output-logs=errors-only"])) === 0;
}
