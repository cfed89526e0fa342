import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "../src/command-line";
import { aBackend, aFingerprint, aNumber, aText, documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { fakeTerminal, runSource } from "./support/run-source";

// The fields and names below are those scripts may rely on. More may be added; none may be missing or change its kind.

const { path, file } = madeFolder();
const answers = path("answers.csv");
const HEADER = "learner,item,concept,score\n";
/** Keeps the fits short. */
const QUICK = ["--set", "starts=1"];

beforeAll(async () => {
  await makeAnswers(answers);
});

describe("data", () => {
  it("inspect tells what a log holds", async () => {
    const log = file("tiny.csv", `${HEADER}a,i1,x,1\na,i2,x~~y,0\na,i3,y,1\nb,i1,x,1\n`);
    expect(documentOf(await runSource("data", "inspect", "--data", log, "--json"))).toMatchObject({
      format: "long",
      learners: 2,
      items: 3,
      concepts: 2,
      answers: 4,
      correctRate: 0.75,
      lengths: { min: 1, median: 2, max: 3 },
      // Items of 1, 2 and 1 concepts.
      conceptsPerItem: { min: 1, mean: 4 / 3, max: 2 },
      cleaned: [],
      warnings: [],
      fingerprint: aFingerprint,
      backend: aBackend,
    });
    const { stdout } = await runSource("data", "inspect", "--data", log);
    expect(stdout).toMatch(/^answers +4$/m);
    expect(stdout).toMatch(/^correct +75\.00 %$/m);
  });

  it.each(["csv", "csv.gz", "parquet"])("convert to %s and back is the same log", async (ending) => {
    const out = path(`converted.${ending}`);
    const converted = documentOf(await runSource("data", "convert", "--data", answers, "--out", out, "--json"));
    const original = documentOf(await runSource("data", "inspect", "--data", answers, "--json"));
    const back = documentOf(await runSource("data", "inspect", "--data", out, "--json"));
    expect(converted).toMatchObject({ path: out, answers: original.answers, fingerprint: original.fingerprint });
    expect(back).toMatchObject({ answers: original.answers, fingerprint: original.fingerprint });
  });

  it("simulate makes the same file for the same seed, and another for another", async () => {
    const bytesOf = async (name: string, seed: number): Promise<Buffer> => {
      await makeAnswers(path(name), { seed });
      return readFileSync(path(name));
    };
    const first = await bytesOf("seed-1.parquet", 1);
    expect((await bytesOf("seed-1-again.parquet", 1)).equals(first)).toBe(true);
    expect((await bytesOf("seed-2.parquet", 2)).equals(first)).toBe(false);
  });

  it.each(["csv", "parquet"])("simulate tells the fingerprint that reading its %s gives", async (ending) => {
    const made = documentOf(await makeAnswers(path(`made.${ending}`)));
    const read = documentOf(await runSource("data", "inspect", "--data", path(`made.${ending}`), "--json"));
    expect(made.fingerprint).toBe(read.fingerprint);
    const { format, learners, answers: count } = read;
    expect(made).toMatchObject({ path: path(`made.${ending}`), format, learners, answers: count });
  });

  it("says what a table of answers cannot hold", async () => {
    // Made learners sit tests before and after; only Parquet has a place for them.
    const made = path("with-tests.parquet");
    expect((await makeAnswers(made)).stderr).not.toContain("warning");
    const kept = await runSource("data", "convert", "--data", made, "--out", path("kept.parquet"));
    expect(kept.stderr).not.toContain("warning");
    const lost = await runSource("data", "convert", "--data", made, "--out", path("lost.csv"));
    expect(lost.stderr).toMatch(/warning: a table holds answers only, not tests.*\.parquet keeps all/);
  });

  it("maps columns and takes the concepts from a Q-matrix", async () => {
    const log = file("odd.csv", "who,what,right\na,i1,1\na,i2,0\nb,i1,0\n");
    const q = file("odd-q.csv", "item,concept\ni1,x\ni2,x\n");
    const map = ["--map", "learner=who,item=what,score=right"];
    const facts = documentOf(await runSource("data", "inspect", "--data", log, ...map, "--qmatrix", q, "--json"));
    expect(facts).toMatchObject({ learners: 2, items: 2, concepts: 1, answers: 3 });
  });

  it("reads several files as one log", async () => {
    const a = file("a.csv", `${HEADER}a,i1,x,1\n`);
    const b = file("b.csv", `${HEADER}b,i1,x,0\nb,i2,x,0\n`);
    const facts = documentOf(await runSource("data", "inspect", "--data", a, b, "--json"));
    expect(facts).toMatchObject({ learners: 2, items: 2, answers: 3 });
  });
});

const SCORES = { auc: aNumber, accuracy: aNumber, rmse: aNumber, logLoss: aNumber, ece: aNumber, answers: aNumber };
const COUNTS = { fingerprint: aFingerprint, learners: aNumber, items: aNumber, concepts: aNumber, answers: aNumber };
const ESTIMATE = { value: aNumber, low: aNumber, high: aNumber };

describe("fit", () => {
  const fit = async (...options: readonly string[]) =>
    documentOf(await runSource("fit", "bkt", "--data", answers, ...QUICK, "--json", ...options));

  it("tells how it was judged, on the data's own terms", async () => {
    const other = path("other.csv");
    await makeAnswers(other, { seed: 2 });
    for (const [options, folds] of [
      [["--test", other], 1],
      [["--holdout", "0.25"], 1],
      [["--folds", "3"], 3],
      [[], 1],
    ] as const) {
      const result = await fit(...options);
      expect(result).toMatchObject({
        tracer: "bkt",
        config: { starts: 1, maxGuess: 0.3 },
        seed: 1,
        backend: aBackend,
        data: COUNTS,
        protocol: aText,
        mean: { auc: ESTIMATE, accuracy: ESTIMATE, rmse: ESTIMATE, logLoss: ESTIMATE, ece: ESTIMATE },
        seconds: aNumber,
        peakMemoryMB: aNumber,
      });
      expect(result.folds).toHaveLength(folds);
      const fold = { ...SCORES, epochs: aNumber, seconds: aNumber, secondsPerEpoch: aNumber };
      for (const scores of result.folds) expect(scores).toMatchObject(fold);
      const row = { concept: aText, prior: aNumber, learn: aNumber, guess: aNumber, slip: aNumber, forget: aNumber };
      for (const concept of result.parameters) expect(concept).toMatchObject(row);
      expect(result.parameters).toHaveLength(result.data.concepts);
      expect(result).not.toHaveProperty("model");
    }
  });

  it("counts first answers only when asked: one more a learner", async () => {
    const [without, all] = [await fit("--holdout", "0.25"), await fit("--holdout", "0.25", "--score-first")];
    // A quarter of the 40 learners.
    expect(all.folds[0].answers - without.folds[0].answers).toBe(10);
  });

  it("gives the same bytes for the same seed but for its times, and other folds for another", async () => {
    const first = await fit();
    expect(withoutTimes(await fit())).toBe(withoutTimes(first));
    expect(withoutTimes(await fit("--threads", "3"))).toBe(withoutTimes(first));
    expect((await fit("--seed", "2")).folds[0].auc).not.toBe(first.folds[0].auc);
  });

  it("takes settings and a limit of iterations", async () => {
    const result = await fit("--set", "maxGuess=0.1", "--set", "forgets=true", "--max-epochs", "2");
    expect(result.config).toMatchObject({ maxGuess: 0.1, forgets: true, maxIterations: 2 });
    expect(result.folds[0].epochs).toBeLessThanOrEqual(2);
    for (const { guess } of result.parameters) expect(guess).toBeLessThanOrEqual(0.1);
  });

  it.each(["bkt", "pfa", "logistic", "elo", "item-mean", "learner-mean"])(
    "%s leaves out the area under the curve where every answer is right",
    async (tracer) => {
      const rows = Array.from({ length: 36 }, (_, n) => `l${n % 12},i${n % 3},x,1\n`).join("");
      const right = file("right.csv", HEADER + rows);
      const result = documentOf(await runSource("fit", tracer, "--data", right, "--json"));
      expect(result.folds[0]).not.toHaveProperty("auc");
      expect(result.mean).not.toHaveProperty("auc");
      expect(result.folds[0].answers).toBeGreaterThan(0);
      const text = await runSource("fit", tracer, "--data", right);
      expect(text.stdout).not.toMatch(/NaN|undefined|null/);
    },
  );

  it("takes learners without answers", async () => {
    const rows = Array.from({ length: 12 }, (_, l) => `${l % 2},${(l >> 1) % 2},1\n`).join("");
    const matrix = file("matrix.csv", `I1,I2,I3\n${rows},,\n`);
    const facts = documentOf(await runSource("data", "inspect", "--data", matrix, "--json"));
    expect(facts).toMatchObject({ format: "matrix", items: 3, answers: 36 });
    expect(documentOf(await runSource("fit", "bkt", "--data", matrix, "--json", ...QUICK)).data.answers).toBe(36);
  });

  it("prints tables for people", async () => {
    const { status, stdout } = await runSource("fit", "bkt", "--data", answers, ...QUICK);
    expect(status).toBe(0);
    expect(stdout).toMatch(/Bayesian Knowledge Tracing\n20 % of the learners held out, seed 1/);
    expect(stdout).toMatch(/^hold-out +0\.\d{4} /m);
    expect(stdout).toMatch(/^concept +prior +learn +guess +slip/m);
  });
});

describe("a saved model", () => {
  const model = path("models/bkt");

  beforeAll(async () => {
    const fitted = documentOf(await runSource("fit", "bkt", "--data", answers, ...QUICK, "--out", model, "--json"));
    expect(fitted.model).toBe(model);
  });

  it("has the figures on a log that its fit had on the same log as a test", async () => {
    const held = path("held.csv");
    await makeAnswers(held, { seed: 3 });
    const test = ["--test", held, "--out", path("models/tested")];
    const fitted = documentOf(await runSource("fit", "bkt", "--data", answers, ...QUICK, ...test, "--json"));
    const evaluated = documentOf(await runSource("evaluate", path("models/tested"), "--data", held, "--json"));
    expect(evaluated).toMatchObject({ ...SCORES, data: COUNTS, backend: aBackend, seconds: aNumber });
    for (const metric of Object.keys(SCORES)) expect(evaluated[metric]).toBe(fitted.folds[0][metric]);
  });

  it("foretells every answer, and evaluate scores just these", async () => {
    const out = path("predictions.csv");
    const result = documentOf(await runSource("predict", model, "--data", answers, "--out", out, "--json"));
    expect(result).toMatchObject({ path: out, answers: aNumber, backend: aBackend });
    const [header, ...rows] = readFileSync(out, "utf8").trimEnd().split("\n");
    expect(header).toBe("learner,index,item,score,probability");
    const [, ...source] = readFileSync(answers, "utf8").trimEnd().split("\n");
    expect(rows).toHaveLength(source.length);
    const cells = rows.map((row) => row.split(","));
    // The file of answers is learner,order,item,concept,score with order from 1.
    const given = source.map((row) => row.split(","));
    expect(cells.map(([learner, index, item, score]) => [learner, Number(index) + 1, item, score])).toEqual(
      given.map(([learner, order, item, , score]) => [learner, Number(order), item, score]),
    );
    const scored = cells.map(([, , , score, probability]) => [Number(score), Number(probability)] as const);
    const squares = scored.map(([score, probability]) => (score - probability) ** 2);
    const rmse = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
    const evaluated = documentOf(await runSource("evaluate", model, "--data", answers, "--score-first", "--json"));
    expect(evaluated.answers).toBe(rows.length);
    expect(evaluated.rmse).toBeCloseTo(rmse, 9);
  });

  it("tells the mastery of every learner, in all its outputs alike", async () => {
    const json = documentOf(await runSource("mastery", model, "--data", answers, "--json"));
    const { stdout } = await runSource("mastery", model, "--data", answers);
    const [header, ...rows] = stdout.trimEnd().split("\n");
    expect(header).toBe(["learner", ...json.concepts].join(","));
    expect(rows).toEqual(
      json.learners.map(({ learner, mastery }: { learner: string; mastery: number[] }) =>
        [learner, ...mastery].join(","),
      ),
    );
    for (const { mastery } of json.learners) {
      for (const known of mastery) expect(known >= 0 && known <= 1).toBe(true);
    }
    const out = path("mastery.csv");
    const said = await runSource("mastery", model, "--data", answers, "--out", out);
    expect(said.stdout).toBe(`${out}: 40 learners x ${json.concepts.length} concepts\n`);
    expect(readFileSync(out, "utf8")).toBe(stdout);
  });

  it("refuses to score learners of one answer unless first answers count", async () => {
    const item = readFileSync(answers, "utf8").split("\n")[1]!.split(",")[2];
    const single = file("single.csv", `learner,item,score\na,${item},1\nb,${item},0\n`);
    const refused = await runSource("evaluate", model, "--data", single);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("--score-first");
    const scored = await runSource("evaluate", model, "--data", single, "--score-first", "--json");
    expect(documentOf(scored)).toMatchObject({ answers: 2 });
  });
});

describe("list", () => {
  it.each(["tracers", "policies", "simulators", "environments", "agents", "rerankers", "courses", "backends"])(
    "%s as entries with an id, a title, a source and settings",
    async (kind) => {
      const entries = documentOf(await runSource("list", kind, "--json"));
      expect(Array.isArray(entries)).toBe(true);
      for (const entry of entries) {
        expect(entry).toEqual({ id: aText, title: aText, citation: aText, defaults: expect.any(Object) });
      }
      const { stdout } = await runSource("list", kind);
      for (const { id } of entries) expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
      if (entries.length === 0) expect(stdout).toBe(`No ${kind} in this installation.\n`);
    },
  );

  it("holds the names scripts use", async () => {
    const idsOf = async (kind: string): Promise<string[]> =>
      documentOf(await runSource("list", kind, "--json")).map(({ id }: { id: string }) => id);
    expect(await idsOf("tracers")).toEqual(
      expect.arrayContaining(["bkt", "pfa", "logistic", "elo", "item-mean", "learner-mean"]),
    );
    const overBkt = ["mp", "inv-mp", "highest-prob-correct", "highest-prob-incorrect", "uncertain", "myopic", "zone"];
    expect(await idsOf("policies")).toEqual(
      expect.arrayContaining([
        "random",
        "instruct-seq",
        "inv-instruct-seq",
        "logistic-zone",
        ...overBkt.map((rule) => `bkt-${rule}`),
      ]),
    );
    expect(await idsOf("simulators")).toEqual(expect.arrayContaining(["bkt", "logistic", "elo", "course"]));
  });
});

it("doctor says what works here, how fast it is and what is missing", async () => {
  const terminal = fakeTerminal({ now: () => performance.now() });
  const status = await runCommandLine(["doctor", "--threads", "2", "--json"], terminal);
  const report = documentOf({ status, ...terminal.written() });
  expect(report).toMatchObject({ node: process.versions.node, cores: aNumber, threads: 2, memoryGB: aNumber });
  expect(report.backends.map(({ id }: { id: string }) => id)).toEqual(["webgpu", "tensorflow", "wasm", "cpu"]);
  for (const row of report.backends) {
    const works = { available: true, reason: aText, gigaflops: aNumber, stepMilliseconds: aNumber };
    expect(row).toMatchObject(row.available ? works : { reason: aText });
  }
  expect(report.backends.at(-1).available).toBe(true);
});
