import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { aNumber, documentOf } from "./support/json-document";
import { madeFolder } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const answers = path("answers.csv");

/** A column of a CSV file without quotes, by the first. */
function columnOf(name: string, column: string): Map<string, number> {
  const [header, ...rows] = readFileSync(path(name), "utf8").trimEnd().split("\n");
  const at = header!.split(",").indexOf(column);
  expect(at, `${column} in ${header}`).toBeGreaterThan(0);
  return new Map(rows.map((row) => [row.split(",")[0]!, Number(row.split(",")[at])]));
}

function correlation(a: Map<string, number>, b: Map<string, number>): number {
  const pairs = [...a].map(([id, value]) => [value, b.get(id)!] as const);
  const meanOf = (k: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [x, y] = [meanOf(0), meanOf(1)];
  const sum = (of: (p: readonly [number, number]) => number): number => pairs.reduce((s, p) => s + of(p), 0);
  return sum((p) => (p[0] - x) * (p[1] - y)) / Math.sqrt(sum((p) => (p[0] - x) ** 2) * sum((p) => (p[1] - y) ** 2));
}

beforeAll(async () => {
  const design = ["--model", "3pl", "--items", "20", "--learners", "2000", "--answers", "15"];
  const made = documentOf(
    await runSource("irt", "simulate", ...design, "--out", answers, "--truth", path("truth"), "--json"),
  );
  expect(made).toMatchObject({ model: "3pl", learners: 2000, items: 20, answers: 30_000, correctRate: aNumber });
  const args = ["--data", answers, "--out", path("3pl"), "--json"];
  expect(documentOf(await runSource("irt", "fit", "3pl", ...args))).toMatchObject({
    model: "3pl",
    engine: "mml",
    freeParameters: 60,
    aic: aNumber,
    heldOut: { auc: aNumber },
  });
});

describe("irt fit --engine mml", () => {
  it("finds made difficulties again, with standard errors", async () => {
    expect((await runSource("irt", "items", path("3pl"), "--out", path("items.csv"))).status).toBe(0);
    expect(readFileSync(path("items.csv"), "utf8").split("\n")[0]).toBe("item,answers,a,a_sd,b,b_sd,c,c_sd");
    expect(correlation(columnOf("items.csv", "b"), columnOf("truth/items.csv", "b"))).toBeGreaterThan(0.9);
    expect([...columnOf("items.csv", "b_sd").values()].every((value) => value > 0)).toBe(true);
  });

  it("is read by irt score and irt simulate", async () => {
    const scored = await runSource("irt", "score", path("3pl"), "--data", answers, "--out", path("theta.csv"));
    expect(scored.status, scored.stderr).toBe(0);
    expect(correlation(columnOf("theta.csv", "theta"), columnOf("truth/learners.csv", "theta"))).toBeGreaterThan(0.7);
    const args = ["--learners", "50", "--answers", "5", "--out", path("again.csv"), "--json"];
    expect(documentOf(await runSource("irt", "simulate", path("3pl"), ...args))).toMatchObject({ answers: 250 });
  });

  it.each([
    [["irt", "update", path("3pl"), "--data", answers, "--out", path("no")], "without a posterior"],
    [["irt", "fit", "2pl", "--data", answers, "--prior", path("3pl")], "without a posterior"],
    [["irt", "fit", "3pl", "--data", answers, "--engine", "svi"], "expected one of rasch, 2pl, factor"],
    [["irt", "fit", "factor", "--data", answers, "--engine", "mml"], "expected one of rasch, 1pl, 2pl, 3pl"],
    [["irt", "fit", "3pl", "--data", answers, "--factors", "2"], "one factor"],
    [["irt", "simulate", path("3pl"), "--items", "5", "--out", path("no.csv")], "leave one of them out"],
    [["irt", "simulate", "--items", "5", "--answers", "6", "--out", path("no.csv")], "at most 5"],
    [["irt", "simulate", "--factors", "2", "--out", path("no.csv")], "expected --model factor"],
  ])("refuses %j", async (args, message) => {
    const outcome = await runSource(...args);
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain(message);
  });
});

describe("irt information", () => {
  it("is a² p (1 - p) for a made 2PL item, and adds up over items", async () => {
    await runSource("irt", "fit", "2pl", "--data", answers, "--engine", "mml", "--out", path("2pl"));
    await runSource("irt", "items", path("2pl"), "--out", path("2pl.csv"));
    const args = ["--from=-1", "--to", "1", "--points", "3", "--out", path("information.csv"), "--json"];
    const document = documentOf(await runSource("irt", "information", path("2pl"), ...args));
    const slopes = columnOf("2pl.csv", "a");
    const difficulties = columnOf("2pl.csv", "b");
    const expected = [-1, 0, 1].map((theta) =>
      [...slopes].reduce((sum, [id, a]) => {
        const p = 1 / (1 + Math.exp(-a * (theta - difficulties.get(id)!)));
        return sum + a * a * p * (1 - p);
      }, 0),
    );
    const test = document.test as { theta: number; information: number; se: number }[];
    expect(test.map(({ theta }) => theta)).toEqual([-1, 0, 1]);
    for (const [t, { information, se }] of test.entries()) {
      expect(information).toBeCloseTo(expected[t]!, 8);
      expect(se).toBeCloseTo(1 / Math.sqrt(expected[t]!), 8);
    }
    const [, ...rows] = readFileSync(path("information.csv"), "utf8").trimEnd().split("\n");
    const atZero = rows.map((row) => row.split(",")).filter(([, theta]) => theta === "0");
    expect(atZero.reduce((sum, [, , value]) => sum + Number(value), 0)).toBeCloseTo(expected[1]!, 8);
  });

  it("refuses unknown items and ranges that are none", async () => {
    const unknown = await runSource("irt", "information", path("3pl"), "--items", file("list.txt", "item 99\n"));
    expect(unknown).toMatchObject({ status: 2 });
    expect(unknown.stderr).toContain('"item 99"');
    expect((await runSource("irt", "information", path("3pl"), "--from", "2", "--to", "1")).status).toBe(2);
  });
});

describe("irt fit --by", () => {
  const ids = Array.from({ length: 20 }, (_, i) => `item ${i + 1}`);
  const run = (...args: string[]) => runSource("irt", "fit", "2pl", "--data", answers, "--by", "area", ...args);

  it("judges groups of a column apart, the most answered first", async () => {
    const rows = ids.map((id, i) => `${id},${i < 14 ? "large" : i < 18 ? "small" : "small;both"}`);
    const table = file("areas.csv", `item,area\n${rows.join("\n")}\n`);
    const document = documentOf(await run("--covariates", table, "--json"));
    const groups = document.byGroup as { group: string; answers: number }[];
    expect(groups.map(({ group }) => group)).toEqual(["large", "small", "both"]);
    // Items of two groups count in both.
    const [large, small] = groups;
    expect(large!.answers + small!.answers).toBe(document.heldOut.answers);
  });

  it("refuses a table without some items, and a column there is not", async () => {
    const partial = await run("--covariates", file("partial.csv", "item,area\nitem 1,x\n"));
    expect(partial.status).toBe(2);
    expect(partial.stderr).toContain("none for 19 of them");
    const none = await run();
    expect(none.status).toBe(2);
    expect(none.stderr).toContain('column "area"');
  });
});
