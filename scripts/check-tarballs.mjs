import "./workspace/check-node.mjs";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFresh } from "./workspace/build-fresh.mjs";
import { listPublished } from "./workspace/members.mjs";
import { runCommand } from "./workspace/run-command.mjs";

// What consumers get is the tarball, so the tarball is checked, not the workspace.

const folder = mkdtempSync(join(tmpdir(), "zpd-pack-"));
let faults = 0;

/** Runs a command; prints what it said only when it failed. */
async function demand(what, command, args) {
  const log = [];
  const code = await runCommand(command, args, { onLine: (line) => log.push(line) });
  if (code === 0) return true;
  faults++;
  console.error(`${what}: ${command} ${args.join(" ")} ended with code ${code}\n${log.join("\n")}\n`);
  return false;
}

function fault(name, text) {
  faults++;
  console.error(`${name}: ${text}`);
}

async function checkPackage({ path, manifest: { name } }) {
  const tarball = join(folder, `${name.replace("@", "").replace("/", "-")}.tgz`);
  if (!(await demand(name, "pnpm", ["--dir", path, "pack", "--out", tarball]))) return;
  const unpacked = mkdtempSync(join(folder, "unpacked-"));
  if (!(await demand(name, "tar", ["-xzf", tarball, "-C", unpacked]))) return;
  const packed = readFileSync(join(unpacked, "package", "package.json"), "utf8");
  if (packed.includes("@zpd/source")) fault(name, "the packed package.json leads to the source (@zpd/source)");
  if (packed.includes("workspace:")) fault(name, "the packed package.json holds a workspace: range");
  for (const file of ["README.md", "LICENSE"])
    if (!existsSync(join(unpacked, "package", file))) fault(name, `${file} is not in the tarball`);
  if (existsSync(join(unpacked, "package", "src"))) fault(name, "the source is in the tarball");
  await demand(name, "publint", ["run", tarball, "--strict"]);
  await demand(name, "attw", [tarball, "--profile", "esm-only"]);
}

try {
  if (await buildFresh()) for (const member of listPublished()) await checkPackage(member);
  else fault("workspace", "the build failed");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = faults > 0 ? 1 : 0;
