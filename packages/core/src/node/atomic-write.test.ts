import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeFileAtomic } from "./atomic-write";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zpd-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes pieces one after the other", async () => {
  const path = join(folder, "a.txt");
  await writeFileAtomic(
    path,
    (async function* () {
      yield Uint8Array.of(104, 101);
      yield Uint8Array.of(106);
    })(),
  );
  expect(readFileSync(path, "utf8")).toBe("hej");
});

it("leaves the old file and no other when a piece fails to come", async () => {
  const path = join(folder, "a.txt");
  await writeFileAtomic(path, "old");
  const failing = (async function* () {
    yield Uint8Array.of(104);
    throw new Error("the source broke");
  })();
  await expect(writeFileAtomic(path, failing)).rejects.toThrow("the source broke");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});
