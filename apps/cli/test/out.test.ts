import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { readParquet } from "./support/read-parquet";
import { runBuilt } from "./support/run-built";

const { path, file } = madeFolder();
const small = ["--policies", "random,bkt-mp", "--simulators", "bkt,course", "--lengths", "2,4", "--repeats", "3"];
const demo = ["rem", "--json", "--demo", ...small, "--learners", "10"];

interface CellRow {
  readonly policy: string;
  readonly simulator: string;
  readonly length: number;
  readonly learner: string;
  readonly repeat: number;
  readonly score: number;
  readonly gain: number | null;
  readonly true_score: number | null;
}

interface AnswerRow extends Pick<CellRow, "policy" | "simulator" | "learner" | "repeat"> {
  readonly step: number;
  readonly item: string;
  readonly response: number;
}

const readTable = <Row>(name: string): Promise<Row[]> => readParquet(path(name));

/** Ids of the demo hold neither quotes nor commas. */
function readCsv(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path(name), "utf8").trimEnd().split("\n");
  const names = head!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [names[at]!, cell])));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("rem --out", () => {
  let result: ReturnType<typeof documentOf>;

  beforeAll(async () => {
    result = documentOf(await runBuilt([...demo, "--out", path("study"), "--out-format", "parquet,csv"]));
  });

  it("holds every score: means and gains come out as the matrix has them", async () => {
    expect(readdirSync(path("study")).sort()).toEqual([
      "cells.csv",
      "cells.parquet",
      "manifest.json",
      "result.json",
      "trajectories.csv",
      "trajectories.parquet",
    ]);
    expect(result.out).toBe(path("study"));
    const rows = await readTable<CellRow>("study/cells.parquet");
    // Policies x simulators x lengths x learners x repeats.
    expect(rows).toHaveLength(2 * 2 * 2 * 10 * 3);
    for (const { policy, simulator, length, ...summary } of result.cells) {
      const own = rows.filter((r) => r.policy === policy && r.simulator === simulator && r.length === length);
      expect(own).toHaveLength(summary.n);
      expect(new Set(own.map(({ learner }) => learner)).size).toBe(10);
      expect(mean(own.map(({ score }) => score))).toBeCloseTo(summary.mean, 12);
      expect(mean(own.map(({ gain }) => gain!))).toBeCloseTo(summary.gain, 12);
      expect(own.every((row) => (row.true_score === null) === (simulator !== "course"))).toBe(true);
    }
    const csv = readCsv("study/cells.csv");
    expect(csv.map(({ score }) => Number(score))).toEqual(rows.map(({ score }) => score));
    expect(csv.map(({ learner }) => learner)).toEqual(rows.map(({ learner }) => learner));
  });

  it("holds every answer, in both formats", async () => {
    const rows = await readTable<AnswerRow>("study/trajectories.parquet");
    expect(rows).toHaveLength(2 * 2 * 10 * 3 * 4);
    for (const { response } of rows) expect([0, 1]).toContain(response);
    expect([...new Set(rows.map(({ step }) => step))]).toEqual([1, 2, 3, 4]);
    const csv = readCsv("study/trajectories.csv");
    expect(csv.map(({ item, response }) => [item, Number(response)])).toEqual(
      rows.map(({ item, response }) => [item, response]),
    );
  });

  it("has what was found and what identifies it, and the same bytes on any number of threads", async () => {
    const { seconds: _, peakMemoryMB: __, out: ___, ...found } = result;
    expect(JSON.parse(readFileSync(path("study/result.json"), "utf8"))).toEqual(found);
    const manifest = JSON.parse(readFileSync(path("study/manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ version: 1, policies: ["random", "bkt-mp"], seed: 1, repeats: 3 });
    documentOf(await runBuilt([...demo, "--threads", "1", "--out", path("again"), "--out-format", "csv,parquet"]));
    for (const name of readdirSync(path("study"))) {
      expect(readFileSync(path(`again/${name}`)).equals(readFileSync(path(`study/${name}`))), name).toBe(true);
    }
  });

  it("replaces a study only when told to, and leaves no table of it", async () => {
    const before = readFileSync(path("study/cells.csv"));
    const refused = await runBuilt([...demo, "--seed", "2", "--out", path("study")]);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /^zpd: --out: expected a new or an empty folder, got one that holds a study .*--force/,
    );
    expect(readFileSync(path("study/cells.csv")).equals(before)).toBe(true);
    writeFileSync(path("study/notes.txt"), "mine");
    documentOf(await runBuilt([...demo, "--seed", "2", "--out", path("study"), "--force"]));
    expect(readdirSync(path("study")).sort()).toEqual([
      "cells.parquet",
      "manifest.json",
      "notes.txt",
      "result.json",
      "trajectories.parquet",
    ]);
    expect(JSON.parse(readFileSync(path("study/manifest.json"), "utf8")).seed).toBe(2);
  });

  it.each([
    ["a folder of other things", () => path("."), /got one that holds other things/],
    ["a file", () => file("a-file", "x"), /expected a folder, got a file/],
    ["a folder below a file", () => `${file("b-file", "x")}/study`, /expected a folder, got a file/],
  ])("refuses %s before any work, even by force", async (_, folder, message) => {
    const { status, stderr } = await runBuilt([...demo, "--out", folder(), "--force"]);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^zpd: [^\n]*\n$/);
    expect(status).toBe(2);
  });

  it("refuses a format there is not", async () => {
    const { status, stderr } = await runBuilt([...demo, "--out", path("none"), "--out-format", "csv,parket"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/expected one of parquet, csv; did you mean "parquet"/);
  });

  it("plays cells again that were kept without answers", async () => {
    await makeAnswers(path("answers.csv"));
    const args = ["rem", "--json", "--data", path("answers.csv"), ...small.slice(0, 2), "--simulators", "bkt,elo"];
    const kept = [...args, "--lengths", "2,4", "--learners", "5", "--checkpoint", path("cells")];
    documentOf(await runBuilt(kept));
    const { stderr, ...outcome } = await runBuilt([...kept, "--resume", "--out", path("resumed")]);
    expect(stderr).toContain("4 finished cells have no trajectories and are played again");
    documentOf({ stderr, ...outcome });
    expect(await readTable<AnswerRow>("resumed/trajectories.parquet")).toHaveLength(2 * 2 * 5 * 10 * 4);
    const third = await runBuilt([...kept, "--resume", "--out", path("third")]);
    expect(third.stderr).toContain("resumed: 4 cells were finished before");
    for (const name of readdirSync(path("resumed"))) {
      expect(readFileSync(path(`third/${name}`)).equals(readFileSync(path(`resumed/${name}`))), name).toBe(true);
    }
  });
});
