import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WHEELS, type Wheel } from "./downloads";
import { assertSha256, fetchLibraries } from "./fetch-wheel";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "zpd wheel-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

// FIPS 180-4, the example of one block: the SHA-256 of "abc".
const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** A program that stands in for Python. */
function fakePython(body: string): string {
  const path = join(base, "python");
  writeFileSync(path, `#!${process.execPath}\nconst args = process.argv.slice(2);\n${body}\n`, { mode: 0o755 });
  return path;
}

const WRITE_WHEEL = `require("node:fs").writeFileSync(args[args.indexOf("--dest") + 1] + "/a.whl", "abc");`;
const wheel: Wheel = { ...WHEELS["linux-x64"]!, sha256: ABC };

it("assertSha256 lets the right file pass and refuses another", async () => {
  const file = join(base, "file");
  writeFileSync(file, "abc");
  await assertSha256(file, "the file", ABC);
  writeFileSync(file, "abd");
  await expect(assertSha256(file, "the file", ABC)).rejects.toMatchObject({
    code: "MISSING_PART",
    expected: `the file with SHA-256 ${ABC}`,
    advice: expect.stringContaining("not opened and is not kept"),
  });
});

describe.skipIf(process.platform === "win32")("fetchLibraries (POSIX only)", () => {
  const fetch = (python: string, chosen = wheel) => {
    const staging = join(base, "staging");
    return fetchLibraries(staging, { python, wheel: chosen }).finally(() => {
      expect(readdirSync(staging)).not.toContain("download");
    });
  };

  it("opens the wheel that was chosen", async () => {
    const python = fakePython(`if (args[0] === "-m") { ${WRITE_WHEEL} } else process.exit(0);`);
    await fetch(python);
  });

  it("never opens another one, and keeps nothing of it", async () => {
    const opened = join(base, "opened");
    const python = fakePython(
      `if (args[0] === "-m") { ${WRITE_WHEEL} } else require("node:fs").writeFileSync(${JSON.stringify(opened)}, "");`,
    );
    const other = { ...wheel, sha256: ABC.replace("b", "c") };
    await expect(fetch(python, other)).rejects.toMatchObject({ code: "MISSING_PART", got: `SHA-256 ${ABC}` });
    expect(readdirSync(base)).not.toContain("opened");
  });

  it("asks pip for the hash, so that pip refuses it too", async () => {
    const python = fakePython(
      `process.stderr.write(require("node:fs").readFileSync(args[args.indexOf("--requirement") + 1])); process.exit(1);`,
    );
    await expect(fetch(python)).rejects.toMatchObject({
      code: "MISSING_PART",
      expected: "pip to download tensorflow-cpu 2.15.1",
      got: expect.stringContaining(`tensorflow-cpu==2.15.1 --hash=sha256:${ABC}`),
      advice: expect.stringContaining("pip config list"),
    });
  });

  it.each([
    ["says so when the disk is full", "OSError: [Errno 28] No space left on device", "IO", "make room on the disk"],
    ["says so when pip met another file", "THESE PACKAGES DO NOT MATCH THE HASHES", "MISSING_PART", "another file"],
  ])("%s", async (_, words, code, advice) => {
    const python = fakePython(`console.error(${JSON.stringify(words)}); process.exit(1);`);
    await expect(fetch(python)).rejects.toMatchObject({ code, advice: expect.stringContaining(advice) });
  });

  it("refuses when pip brought nothing", async () => {
    await expect(fetch(fakePython(""))).rejects.toMatchObject({ code: "MISSING_PART", got: "0" });
  });
});
