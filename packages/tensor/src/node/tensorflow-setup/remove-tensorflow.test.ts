import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { removeTensorflow } from "./remove-tensorflow";
import { currentSetup, writeMarker } from "./setup-folder";

let base = "";
let folder = "";
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "zpd remove-")));
  folder = join(base, "tensorflow");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

async function makeSetup(path: string, builder = { pid: 1, host: "elsewhere" }): Promise<void> {
  mkdirSync(join(path, "node_modules"), { recursive: true });
  writeFileSync(join(path, "node_modules", "library"), "12345");
  await writeMarker(path, { ...currentSetup(), state: "building", builder });
}

/** The id of a process that has ended. */
function endedPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

it("deletes the folder of the set-up and nothing beside it", async () => {
  await makeSetup(folder);
  writeFileSync(join(base, "thesis.txt"), "years of work");
  const result = await removeTensorflow({ folder });
  expect(result).toMatchObject({ folder, removed: true });
  expect(result.bytes).toBeGreaterThan(5);
  expect(readdirSync(base)).toEqual(["thesis.txt"]);
  expect(await removeTensorflow({ folder })).toEqual({ folder, removed: false, bytes: 0 });
});

it("refuses a folder without the marker, and a file", async () => {
  mkdirSync(folder);
  expect(await removeTensorflow({ folder })).toMatchObject({ removed: false });
  const file = join(folder, "thesis.txt");
  writeFileSync(file, "years of work");
  for (const path of [folder, file]) {
    await expect(removeTensorflow({ folder: path })).rejects.toMatchObject({ code: "IO", location: { file: path } });
  }
  expect(existsSync(file)).toBe(true);
});

it("deletes what a link leads to, and the link", async () => {
  await makeSetup(join(base, "big disk"));
  symlinkSync(join(base, "big disk"), folder);
  await removeTensorflow({ folder });
  expect(readdirSync(base)).toEqual([]);
});

it("deletes what killed runs left, not what others are building", async () => {
  const host = hostname();
  await makeSetup(join(base, ".tensorflow.killed.part"), { pid: endedPid(), host });
  await makeSetup(join(base, ".tensorflow.running.part"), { pid: process.pid, host });
  await makeSetup(join(base, ".tensorflow.elsewhere.part"), { pid: endedPid(), host: `not-${host}` });
  mkdirSync(join(base, ".tensorflow.foreign.part"));
  expect(await removeTensorflow({ folder })).toMatchObject({ removed: true });
  expect(readdirSync(base).sort()).toEqual([
    ".tensorflow.elsewhere.part",
    ".tensorflow.foreign.part",
    ".tensorflow.running.part",
  ]);
});
