import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { aFingerprint, aNumber, aText, documentOf } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const answers = path("answers.csv");
const model = path("2pl");

beforeAll(async () => {
  await makeAnswers(answers, { learners: 60, answers: 20 });
});

describe("irt fit", () => {
  it.each([["rasch"], ["2pl"], ["factor", "--factors", "2"]])(
    "%s has the fields scripts rely on",
    async (name, ...more) => {
      const outcome = await runSource("irt", "fit", name, "--data", answers, ...more, "--by", "concept", "--json");
      const document = documentOf(outcome);
      expect(document).toMatchObject({
        model: name,
        engine: "variational",
        factors: name === "factor" ? 2 : 1,
        learners: 60,
        items: aNumber,
        answers: aNumber,
        passes: aNumber,
        converged: true,
        logLikelihood: aNumber,
        heldOut: { f1: aNumber, logLoss: aNumber, accuracy: aNumber, answers: aNumber },
        backend: { name: expect.stringMatching(/^(cpu|wasm)$/), reason: aText },
        seed: 1,
        data: { fingerprint: aFingerprint },
        seconds: aNumber,
        peakMemoryMB: aNumber,
      });
      expect(document.loss).toHaveLength(document.passes as number);
      const groups = document.byGroup as { group: string; answers: number }[];
      expect(groups.length).toBeGreaterThan(1);
      const counts = groups.map((group) => group.answers);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
    },
  );

  it("refuses a model there is not, and a file to freeze that is not there", async () => {
    const unknown = await runSource("irt", "fit", "2pm", "--data", answers);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain('did you mean "2pl"?');
    const alone = await runSource("irt", "fit", "2pl", "--data", answers, "--freeze", path("none.txt"));
    expect(alone.status).toBe(2);
    expect(alone.stderr).toContain("given by --prior");
  });
});

describe("irt update and irt items", () => {
  it("read new answers into a saved posterior, and leave frozen items alone", async () => {
    expect((await runSource("irt", "fit", "2pl", "--data", answers, "--out", model)).status).toBe(0);
    const rowsOf = async (directory: string, name: string): Promise<Map<string, string>> => {
      const out = path(name);
      expect((await runSource("irt", "items", directory, "--out", out)).status).toBe(0);
      const [header, ...lines] = readFileSync(out, "utf8").trimEnd().split("\n");
      expect(header).toBe("item,answers,a,a_sd,b,b_sd");
      return new Map(lines.map((line) => [line.slice(0, line.indexOf(",")), line]));
    };
    const before = await rowsOf(model, "before.csv");
    const [first, second] = [...before.keys()];
    const fresh = file(
      "fresh.csv",
      `learner,item,concept,score\nnew one,${first},x,1\nnew one,${second},x,0\nnew one,added,x,1\n`,
    );
    const frozen = file("frozen.txt", `${first}\n`);
    const updated = path("updated");
    const document = documentOf(
      await runSource("irt", "update", model, "--data", fresh, "--freeze", frozen, "--out", updated, "--json"),
    );
    expect(document).toMatchObject({ model: "2pl", learners: 61, items: before.size + 1, answers: 3, path: updated });
    expect(document).not.toHaveProperty("heldOut");
    const after = await rowsOf(updated, "after.csv");
    const parametersOf = (line: string | undefined): string => line!.split(",").slice(2).join(",");
    expect(parametersOf(after.get(first!))).toBe(parametersOf(before.get(first!)));
    expect(parametersOf(after.get(second!))).not.toBe(parametersOf(before.get(second!)));
    expect(after.get("added")!.startsWith("added,1,")).toBe(true);
  });

  it("a posterior is a prior for another fit, and of either engine", async () => {
    const svi = path("svi");
    const fitted = documentOf(
      await runSource("irt", "fit", "2pl", "--data", answers, "--engine", "svi", "--out", svi, "--json"),
    );
    expect(fitted).toMatchObject({ engine: "svi", config: { batchAnswers: aNumber }, path: svi });
    const again = await runSource(
      "irt",
      "fit",
      "2pl",
      "--data",
      answers,
      "--prior",
      svi,
      "--max-passes",
      "3",
      "--json",
    );
    expect(documentOf(again)).toMatchObject({ engine: "variational", passes: 3, heldOut: { logLoss: aNumber } });
    const missing = await runSource("irt", "fit", "2pl", "--data", answers, "--prior", svi, "--freeze", path("none"));
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain("one item id a line");
    expect((await runSource("irt", "update", svi, "--data", answers, "--out", path("svi-2"))).status).toBe(0);
    // The tracers read the same file.
    expect((await runSource("evaluate", svi, "--data", answers)).status).toBe(0);
  });

  it("refuses a model that is no posterior", async () => {
    const bkt = path("bkt");
    await runSource("fit", "bkt", "--data", answers, "--out", bkt, "--set", "starts=1");
    const outcome = await runSource("irt", "items", bkt, "--out", path("never.csv"));
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain('a model file of "bkt"');
  });
});

describe("irt retrieve", () => {
  it("compares estimators with the truth", async () => {
    const outcome = await runSource("irt", "retrieve", "--design", "overlap", "--repeats", "3", "--json");
    const interval = { mean: aNumber, low: aNumber, high: aNumber };
    expect(documentOf(outcome)).toMatchObject({
      design: "overlap",
      repeats: 3,
      estimators: [
        { name: "variational", pearson: interval, kendall: interval, spearman: interval, coverage90: aNumber },
        { name: "maximum-likelihood", pearson: interval, kendall: interval, spearman: interval },
      ],
    });
    const exact = await runSource("irt", "retrieve", "--design", "dense", "--repeats", "2", "--exact", "--json");
    const { estimators } = documentOf(exact) as { estimators: { name: string; pearson: { mean: number } }[] };
    expect(estimators[2]!.name).toBe("exact-posterior");
    // An approximation of it, on the same two logs.
    expect(Math.abs(estimators[2]!.pearson.mean - estimators[0]!.pearson.mean)).toBeLessThan(0.02);
    expect((await runSource("irt", "retrieve", "--design", "dens")).stderr).toContain('did you mean "dense"?');
    expect((await runSource("irt", "retrieve")).status).toBe(2);
  });
});

describe("irt score", () => {
  it("measures learners by the items of a saved posterior, as the four methods differ", async () => {
    expect((await runSource("irt", "fit", "rasch", "--data", answers, "--out", path("rasch"))).status).toBe(0);
    const items = path("rasch-items.csv");
    expect((await runSource("irt", "items", path("rasch"), "--out", items)).status).toBe(0);
    const [item, , , , b] = readFileSync(items, "utf8").split("\n")[1]!.split(",");
    // One learner answers one item, rightly; another two, one of them wrongly.
    const other = readFileSync(items, "utf8").split("\n")[2]!.split(",")[0];
    const log = file("score.csv", `learner,item,score\nalone,${item},1\nmixed,${item},1\nmixed,${other},0\n`);
    const thetaOf = async (method: string): Promise<[number, number]> => {
      const out = path(`${method}.csv`);
      const args = ["irt", "score", path("rasch"), "--data", log, "--out", out, "--method", method, "--json"];
      expect(documentOf(await runSource(...args))).toMatchObject({ method, learners: 2, path: out });
      const [header, alone, mixed] = readFileSync(out, "utf8").trimEnd().split("\n");
      expect(header).toBe("learner,answers,theta,se");
      expect([alone!.split(",")[1], mixed!.split(",")[1]]).toEqual(["1", "2"]);
      return [Number(alone!.split(",")[2]), Number(mixed!.split(",")[2])];
    };
    expect((await thetaOf("mle"))[0]).toBe(Number.POSITIVE_INFINITY);
    // Warm's estimate of one right answer to a Rasch item of difficulty b is b + ln 3: there 1 - p = J / (2 I) = p - 1 / 2.
    const [alone] = await thetaOf("wle");
    expect(alone).toBeCloseTo(Number(b) + Math.log(3), 3);
    const [mode] = await thetaOf("map");
    // At the mode of N(0, 1) times the likelihood, 1 - p = theta.
    expect(1 / (1 + Math.exp(mode - Number(b)))).toBeCloseTo(mode, 4);
    const [mean] = await thetaOf("eap");
    expect(Math.abs(mean - mode)).toBeLessThan(0.1);
  });

  it("refuses items the posterior does not know, and posteriors of several factors", async () => {
    const unknown = file("unknown.csv", "learner,item,score\na,never seen,1\n");
    const refused = await runSource("irt", "score", path("rasch"), "--data", unknown, "--out", path("no.csv"));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("never seen");
    const two = path("two");
    await runSource("irt", "fit", "factor", "--factors", "2", "--data", answers, "--out", two);
    const several = await runSource("irt", "score", two, "--data", answers, "--out", path("no.csv"));
    expect(several.status).not.toBe(0);
    expect(several.stderr).toContain("factor");
  });
});
