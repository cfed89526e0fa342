import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundleModule } from "../../test/bundle-module";
import { createSmallStudy } from "../../test/small-study";
import { rem } from "../loops/rem";
import { createRemManifest } from "../matrix/manifest";
import { decodeCell, encodeCell } from "./cell-file";
import { openCheckpoint } from "./checkpoint";

let folder = "";

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "zpd-checkpoint-")), "with a space");
});

afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const study = createSmallStudy({ seed: 3 });
const manifest = createRemManifest(study, { data: "abc" });
const cellFile = (policy: number, simulator: number): string =>
  join(folder, "rem-cells", `policy-${policy}-simulator-${simulator}.cell`);

it("a study that was interrupted and resumed equals one that was not, byte for byte", async () => {
  const whole = await rem(study);
  const abort = new AbortController();
  const first = await openCheckpoint(folder, manifest);
  let saved = 0;
  const interrupted = rem(study, {
    signal: abort.signal,
    onCell: async (cell) => {
      await first.save(cell);
      saved++;
      if (saved === 2) abort.abort(new Error("killed"));
    },
  });
  await expect(interrupted).rejects.toThrow("killed");

  const second = await openCheckpoint(folder, manifest);
  expect(second.done).toEqual(whole.cells.slice(0, 2));
  expect(second.missing).toEqual([
    { policy: 1, simulator: 0 },
    { policy: 1, simulator: 1 },
  ]);
  expect(second.warnings).toEqual([]);
  const resumed = await rem(study, { done: second.done, onCell: (cell) => second.save(cell) });
  expect(resumed).toEqual(whole);
  expect(JSON.stringify(resumed.result)).toBe(JSON.stringify(whole.result));
  expect((await openCheckpoint(folder, manifest)).done).toEqual(whole.cells);
});

it("a process killed for good leaves what it finished, and the rest gives the same bytes", async () => {
  const script = await bundleModule(
    join(import.meta.dirname, "../../test/killed-run.ts"),
    join(folder, "..", "script"),
  );
  const killed = promisify(execFile)(process.execPath, [fileURLToPath(script), folder]);
  await expect(killed).rejects.toMatchObject({ signal: "SIGKILL" });
  const { done, missing, warnings } = await openCheckpoint(folder, manifest);
  expect([done.length, missing.length, warnings.length]).toEqual([2, 2, 0]);
  expect(await rem(study, { done })).toEqual(await rem(study));
});

it("keeps every bit of every array", () => {
  const cell = {
    policy: "a",
    simulator: "ü",
    scores: Float64Array.from([0.1 + 0.2, -0, Number.MIN_VALUE]),
    otherScores: Float64Array.from([0.7, 1e-300]),
    gains: Float64Array.from([Number.NaN, 1 / 3, 5e-324]),
    actions: Int32Array.from([-1, 7, 2147483647]),
    responses: Float32Array.from([Number.NaN, 1, 0.25]),
  };
  expect(decodeCell(encodeCell("hash", cell))).toEqual({ manifest: "hash", cell });
});

it("finds any single damaged byte and any cut", () => {
  const file = encodeCell("hash", { policy: "a", simulator: "s", scores: Float64Array.from([0.25, 0.5]) });
  for (let at = 0; at < file.length; at++) {
    const damaged = file.slice();
    damaged[at]! ^= 1;
    expect(decodeCell(damaged)).toBeUndefined();
    expect(decodeCell(file.slice(0, at))).toBeUndefined();
  }
});

it("plays a damaged cell again, and says so", async () => {
  const checkpoint = await openCheckpoint(folder, manifest);
  const { cells } = await rem(study, { onCell: (cell) => checkpoint.save(cell) });
  await truncate(cellFile(0, 1), 100);
  const again = await openCheckpoint(folder, manifest);
  expect(again.missing).toEqual([{ policy: 0, simulator: 1 }]);
  expect(again.done).toEqual([cells[0], cells[2], cells[3]]);
  expect(again.warnings).toEqual([`${cellFile(0, 1)} is damaged; "coin-flip" under "truth" is played again`]);
});

it("refuses the folder of another study and leaves it as it is", async () => {
  const checkpoint = await openCheckpoint(folder, manifest);
  await rem(study, { onCell: (cell) => checkpoint.save(cell) });
  const before = await readFile(join(folder, "rem-manifest.json"), "utf8");
  const other = createRemManifest({ ...study, seed: 4, lengths: [2, 7] }, { data: "abc" });
  await expect(openCheckpoint(folder, other)).rejects.toThrow(
    "openCheckpoint: expected a new folder or one of this very study, got one that differs in seed, lengths",
  );
  await expect(openCheckpoint(folder, createRemManifest(study, { data: "changed" }))).rejects.toThrow("fingerprints");
  expect(await readFile(join(folder, "rem-manifest.json"), "utf8")).toBe(before);
  expect((await readdir(join(folder, "rem-cells"))).length).toBe(4);
  // Without its manifest a cell still knows whose it is.
  await rm(join(folder, "rem-manifest.json"));
  await expect(openCheckpoint(folder, other)).rejects.toThrow("which belongs to another one");
  expect(await readdir(folder)).toEqual(["rem-cells"]);
});

it("survives a damaged manifest", async () => {
  const checkpoint = await openCheckpoint(folder, manifest);
  await rem(study, { onCell: (cell) => checkpoint.save(cell) });
  await writeFile(join(folder, "rem-manifest.json"), "{ half");
  const again = await openCheckpoint(folder, manifest);
  expect(again.missing).toEqual([]);
  expect(again.warnings[0]).toContain("rem-manifest.json is damaged");
});

it("refuses foreign cells and folders that cannot be made", async () => {
  const checkpoint = await openCheckpoint(folder, manifest);
  const foreign = { policy: "x", simulator: "plain", scores: new Float64Array(1) };
  await expect(checkpoint.save(foreign)).rejects.toThrow("expected a cell of the study");
  const file = join(folder, "rem-manifest.json");
  await expect(openCheckpoint(file, manifest)).rejects.toMatchObject({ code: "IO" });
});
