import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isZpdError } from "@zpd/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bundleModule } from "../../test/bundle-module";
import { createSmallStudy } from "../../test/small-study";
import { rem } from "../loops/rem";
import type { RemCell } from "../types/rem-cell";
import { playCellsInPool } from "./play-cells-in-pool";

let folder = "";
let moduleUrl: URL;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zpd-pool-"));
  moduleUrl = await bundleModule(join(import.meta.dirname, "../../test/cell-worker-module.ts"), folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const cells = [0, 1].flatMap((policy) => [0, 1].map((simulator) => ({ policy, simulator })));

it.each([1, 2, 8])("gives the bytes of one thread with %i threads", async (threads) => {
  const { cells: expected } = await rem(createSmallStudy({ seed: 5 }));
  const seen: string[] = [];
  const played = await playCellsInPool({
    moduleUrl,
    workerData: { seed: 5 },
    cells,
    threads,
    onCell: (cell) => {
      seen.push(`${cell.policy}/${cell.simulator}`);
    },
  });
  expect(played).toEqual(expected);
  expect(seen.sort()).toEqual(expected.map((cell) => `${cell.policy}/${cell.simulator}`).sort());
});

it("hands over finished cells and passes on the code of an error in another", async () => {
  const seen: RemCell[] = [];
  const error = await playCellsInPool({
    moduleUrl,
    workerData: { seed: 5, withBroken: true },
    cells: [...cells, { policy: 2, simulator: 0 }, ...cells],
    threads: 1,
    onCell: (cell) => {
      seen.push(cell);
    },
  }).catch((reason: unknown) => reason);
  expect(isZpdError(error) && error.code).toBe("CONTRACT");
  expect((error as Error).message).toContain('policy "broken" to recommend an item that may be offered, got item 99');
  expect(seen).toEqual((await rem(createSmallStudy({ seed: 5 }))).cells);
});

it("starts no more cells once one has failed", async () => {
  const after = Array.from({ length: 1000 }, () => ({ policy: 0, simulator: 0 }));
  let seen = 0;
  const running = playCellsInPool({
    moduleUrl,
    workerData: { seed: 5, withBroken: true },
    cells: [{ policy: 2, simulator: 0 }, ...after],
    threads: 2,
    onCell: () => {
      seen++;
    },
  });
  await expect(running).rejects.toThrow('policy "broken"');
  expect(seen).toBeLessThan(1000);
});

it("passes on errors that are not ours as the cause of one that says where", async () => {
  const broken = {
    moduleUrl,
    workerData: { seed: 5, withCrash: true },
    cells: [{ policy: 2, simulator: 0 }],
    threads: 1,
  };
  const error: unknown = await playCellsInPool(broken).catch((reason: unknown) => reason);
  expect((error as Error).message).toContain('policy "odd" to recommend, got TypeError: not one of ours');
  // The cause comes through with its words, though threads hand over plain errors only.
  expect((error as Error).cause).toMatchObject({ name: "TypeError", message: "not one of ours" });
});

it("ends threads that never come back when aborted", async () => {
  const abort = new AbortController();
  const seen: RemCell[] = [];
  const running = playCellsInPool({
    moduleUrl,
    workerData: { seed: 5, withEndless: true },
    cells: [...cells, { policy: 2, simulator: 0 }],
    threads: 1,
    signal: abort.signal,
    onCell: (cell) => {
      seen.push(cell);
      if (seen.length === 4) setTimeout(() => abort.abort(new Error("enough")), 50);
    },
  });
  await expect(running).rejects.toThrow("enough");
  expect(seen.length).toBe(4);
  await expect(playCellsInPool({ moduleUrl, cells, threads: 1, signal: abort.signal })).rejects.toThrow("enough");
});

it("ends a cell that stands still, says which, and keeps the others", async () => {
  const seen: RemCell[] = [];
  const running = playCellsInPool({
    moduleUrl,
    workerData: { seed: 5, withEndless: true },
    cells: [...cells, { policy: 2, simulator: 1 }, ...cells],
    threads: 1,
    stepTimeLimitMs: 500,
    names: { policies: ["coin-flip", "two", "odd"], simulators: ["plain", "truth"] },
    onCell: (cell) => {
      seen.push(cell);
    },
  });
  const error: unknown = await running.catch((reason: unknown) => reason);
  expect(isZpdError(error) && error.code).toBe("RESOURCE");
  expect((error as Error).message).toContain(
    'policy "odd" under simulator "truth" to make each step within 0.5 s, got none for that long after 0 answers',
  );
  expect(seen).toEqual((await rem(createSmallStudy({ seed: 5 }))).cells);
});

it("lets slow cells go on as long as they get on", async () => {
  // Each of six steps takes 150 ms: the cell takes longer than the limit, no step does.
  const slow = { moduleUrl, workerData: { seed: 5, withSlow: 150 }, cells: [{ policy: 2, simulator: 0 }], threads: 1 };
  expect((await playCellsInPool({ ...slow, stepTimeLimitMs: 600 })).length).toBe(1);
  await expect(playCellsInPool({ ...slow, stepTimeLimitMs: 60 })).rejects.toThrow("policy 2 under simulator 0");
  await expect(playCellsInPool({ ...slow, stepTimeLimitMs: 0 })).rejects.toThrow("stepTimeLimitMs to be above 0");
});

it("refuses a bad number of threads, and plays nothing when there is nothing to play", async () => {
  await expect(playCellsInPool({ moduleUrl, cells, threads: 0 })).rejects.toThrow(
    "threads to be a whole number from 1",
  );
  expect(await playCellsInPool({ moduleUrl, cells: [], threads: 2 })).toEqual([]);
});
