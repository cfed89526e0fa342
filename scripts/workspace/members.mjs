import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./run-command.mjs";

function read(folder) {
  return {
    folder,
    path: join(root, folder),
    manifest: JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")),
  };
}

/** Every member of the workspace: its folder relative to the root and its package.json. */
export function listMembers() {
  const folders = ["bench"];
  for (const parent of ["packages", "apps"]) {
    if (!existsSync(join(root, parent))) continue;
    for (const entry of readdirSync(join(root, parent)).sort()) folders.push(`${parent}/${entry}`);
  }
  return folders.filter((folder) => existsSync(join(root, folder, "package.json"))).map(read);
}

/** The members that go to the npm registry. */
export function listPublished() {
  return listMembers().filter(({ manifest }) => manifest.private !== true);
}
