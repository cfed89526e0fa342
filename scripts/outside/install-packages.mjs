import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFresh } from "../workspace/build-fresh.mjs";
import { listPublished } from "../workspace/members.mjs";
import { runCommand } from "../workspace/run-command.mjs";

/** Runs a command; throws with what it said when it fails. */
export async function demand(command, args) {
  const said = [];
  const code = await runCommand(command, args, { onLine: (line) => said.push(line) });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with code ${code}\n${said.join("\n")}`);
  return said;
}

/**
 * Builds and packs every published package under `packages/` and installs the tarballs in a new folder outside the
 * workspace, beside a copy of the consumer. Their own dependencies come from pnpm's store or the registry.
 */
export async function installPackages() {
  if (!(await buildFresh())) throw new Error("The packages could not be built; what went wrong stands above.");
  const folder = mkdtempSync(join(tmpdir(), "zpd outside-"));
  cpSync(join(import.meta.dirname, "consumer"), folder, { recursive: true });
  const members = listPublished().filter((member) => member.folder.startsWith("packages/"));
  const tarballs = {};
  for (const { path, manifest } of members) {
    const tarball = join(folder, `${manifest.name.replace("@", "").replace("/", "-")}.tgz`);
    await demand("pnpm", ["--dir", path, "pack", "--out", tarball]);
    tarballs[manifest.name] = `file:${tarball}`;
  }
  const consumer = {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: tarballs,
    // What the packages need of each other comes from the tarballs too.
    pnpm: { overrides: tarballs },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(consumer, null, 2));
  await demand("pnpm", ["--dir", folder, "install", "--prefer-offline", "--ignore-scripts", "--ignore-workspace"]);
  const entries = members.flatMap(({ manifest }) => {
    const installed = JSON.parse(readFileSync(join(folder, "node_modules", manifest.name, "package.json"), "utf8"));
    return Object.keys(installed.exports).map((entry) => manifest.name + entry.slice(1));
  });
  return { folder, entries };
}
