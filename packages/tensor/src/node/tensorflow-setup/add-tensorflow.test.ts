import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addTensorflow } from "./add-tensorflow";
import { WHEELS } from "./downloads";
import { findTensorflow } from "./find-tensorflow";
import { currentSetup, writeMarker } from "./setup-folder";
import { faultOfTensorflow } from "./try-tensorflow";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "zpd add-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

/** A path on which npm, Python and g++ are scripts: all answer to `--version`, pip does what the test says. */
function fakeTools(pip: string): void {
  const bin = join(base, "bin");
  mkdirSync(bin);
  for (const name of ["npm", "python3", "g++"]) {
    const body = `if (process.argv.includes("--version")) process.exit(0);\n${name === "python3" ? pip : ""}`;
    writeFileSync(join(bin, name), `#!${process.execPath}\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  vi.stubEnv("PATH", bin);
}

const parent = (): string => join(base, "parent");
const folder = (): string => join(parent(), "tensorflow");

describe.skipIf(WHEELS[currentSetup().platform] === undefined)("addTensorflow (Linux on x64 or arm64)", () => {
  it("leaves nothing when a part cannot be had, and an older set-up as it was", async () => {
    fakeTools(`console.error("no such wheel"); process.exit(1);`);
    const failing = () => addTensorflow({ folder: folder() });
    await expect(failing()).rejects.toMatchObject({
      code: "MISSING_PART",
      got: expect.stringContaining("no such wheel"),
    });
    expect(readdirSync(parent())).toEqual([]);
    mkdirSync(folder());
    await writeMarker(folder(), {
      ...currentSetup(),
      tensorflow: "1.0.0",
      state: "ready",
      builder: { pid: 1, host: "" },
    });
    await expect(failing()).rejects.toMatchObject({ code: "MISSING_PART" });
    expect(readdirSync(parent())).toEqual(["tensorflow"]);
    expect(findTensorflow({ folder: folder() }).reason).toContain("1.0.0");
  });

  it("leaves nothing when interrupted, also by a program that does not end by itself", async () => {
    fakeTools(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`);
    const abort = new AbortController();
    const run = addTensorflow(
      { folder: folder() },
      { signal: abort.signal, onProgress: () => setTimeout(() => abort.abort(), 200) },
    );
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(readdirSync(parent())).toEqual([]);
  });

  it("refuses a folder that holds something else before it looks for anything", async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), "thesis.txt"), "years of work");
    await expect(addTensorflow({ folder: folder() })).rejects.toMatchObject({
      code: "IO",
      location: { file: folder() },
    });
    expect(readdirSync(folder())).toEqual(["thesis.txt"]);
  });
});

const { entry, folder: home, reason } = findTensorflow();

describe.skipIf(entry === undefined)(`the TensorFlow backend (${reason})`, () => {
  it("computes a product and a gradient in a process of its own", async () => {
    expect(await faultOfTensorflow(home)).toBeUndefined();
  });

  it("is found again instead of being set up twice", async () => {
    // Without tools nothing can be downloaded, whatever goes wrong.
    vi.stubEnv("PATH", base);
    expect(await addTensorflow()).toMatchObject({ state: "found", folder: home, entry });
  });

  it("has a main module where findTensorflow says", () => {
    expect(createRequire(import.meta.url).resolve(entry!)).toBe(entry);
  });
});

it("a set-up that does not load is told from one that works", async () => {
  expect(await faultOfTensorflow(base)).toMatch(/^exit status 1: .*Cannot find module/s);
});
