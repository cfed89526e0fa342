import { readFileSync } from "node:fs";
import { createInteractionLog, createVocabulary, type ModelFile } from "@zpd/core";
import { loadModel, saveModel } from "@zpd/core/node";
import { readLogFiles } from "@zpd/data/node";
import {
  createItemCovariates,
  fitHierarchical,
  fitVariational,
  type IrtPosterior,
  itemParametersOf,
  learnerAbilitiesOf,
  posteriorFromModelFile,
  posteriorToModelFile,
  variationalDefaults,
} from "@zpd/kt/irt";
import { createHomework } from "@zpd/rl";
import { beforeAll, describe, expect, it } from "vitest";
import { aBackend, aNumber, documentOf } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { runBuilt } from "./support/run-built";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const answers = path("answers.csv");
const model = path("2pl");
const LEARNER = "learner-7";

interface Row {
  readonly item: string;
  readonly a: number;
  readonly b: number;
}

let bank: readonly Row[];
/** Items that the learner of these tests has answered. */
let seen: ReadonlySet<string>;

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

beforeAll(async () => {
  await makeAnswers(answers);
  expect((await runSource("irt", "fit", "2pl", "--data", answers, "--out", model)).status).toBe(0);
  expect((await runSource("irt", "items", model, "--out", path("items.csv"))).status).toBe(0);
  const cells = (name: string): string[][] =>
    readFileSync(path(name), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
  bank = cells("items.csv").map(([item, , a, , b]) => ({ item: item!, a: Number(a), b: Number(b) }));
  seen = new Set(cells("answers.csv").flatMap(([learner, , item]) => (learner === LEARNER ? [item!] : [])));
  expect(seen.size).toBeGreaterThan(5);
});

const run = (...args: string[]) => runSource("irt", "recommend", ...args);

/** Scores of the unseen items by hand, the best first. */
function byHand(theta: number, target: number, extra: (item: string) => number = () => 0) {
  return bank
    .filter(({ item }) => !seen.has(item))
    .map(({ item, a, b }) => {
      const probability = logistic(a * (theta - b));
      return { item, probability, score: -Math.abs(probability - target) + extra(item) };
    })
    .sort((x, y) => y.score - x.score);
}

function expectItems(
  document: { items: { item: string; probability: number; score: number }[] },
  expected: readonly { item: string; probability: number; score: number }[],
): void {
  expect(document.items.map(({ item }) => item)).toEqual(expected.map(({ item }) => item));
  for (const [n, { probability, score }] of document.items.entries()) {
    expect(probability).toBeCloseTo(expected[n]!.probability, 10);
    expect(score).toBeCloseTo(expected[n]!.score, 10);
  }
}

/** Mode of the ability of a learner who is right on some items, these at their means, by small steps uphill. */
function modeByHand(posterior: IrtPosterior, ids: readonly string[]): number[] {
  const { factors, learnerPrior } = posterior;
  const { discrimination, threshold, items } = itemParametersOf(posterior);
  const mode = Array.from({ length: factors }, () => 0);
  for (let step = 0; step < 2000; step++) {
    const slope = mode.map((value, d) => -value / learnerPrior[factors + d]!);
    for (const id of ids) {
      const i = items.indexOf(id);
      const a = mode.map((_, d) => discrimination[factors * i + d]!);
      const wrong = logistic(threshold[i]! - a.reduce((sum, slope, d) => sum + slope * mode[d]!, 0));
      for (const d of mode.keys()) slope[d]! += a[d]! * wrong;
    }
    for (const d of mode.keys()) mode[d]! += 0.05 * slope[d]!;
  }
  return mode;
}

/** A posterior's mean lies near its mode, and here neither lies at the prior. */
function expectNear(mean: readonly number[], mode: readonly number[]): void {
  expect(Math.hypot(...mode)).toBeGreaterThan(0.25);
  expect(Math.hypot(...mean.map((value, d) => value - mode[d]!))).toBeLessThan(0.25 * Math.hypot(...mode));
}

describe("irt recommend", () => {
  it("gives the unseen items nearest the target, as scored by hand, with the fields scripts rely on", async () => {
    const args = ["irt", "recommend", model, "--learner", LEARNER, "--data", answers, "--target", "0.6", "--json"];
    const document = documentOf(await runBuilt(args));
    expect(document).toMatchObject({ learner: LEARNER, target: 0.6, seed: 1, backend: aBackend, seconds: aNumber });
    const posterior = posteriorFromModelFile(await loadModel(model));
    const { learners, ability } = learnerAbilitiesOf(posterior);
    const theta = ability[learners.indexOf(LEARNER)]!;
    expect(document.ability).toMatchObject({ theta: [theta], from: "model" });
    const expected = byHand(theta, 0.6).slice(0, 10);
    expectItems(document, expected);
    expect(document.items[0].reasons).toEqual([
      { name: "probability", weight: 1, value: expect.closeTo(expected[0]!.score, 10) },
    ]);
  });

  it("weighs columns between their smallest and largest value, and keeps items out", async () => {
    // Values 2000, 2001, … in the bank's order, from 0 to 1 once scaled.
    const place = new Map(bank.map(({ item }, n) => [item, n]));
    const table = file("columns.csv", `item,year\n${bank.map(({ item }, n) => `${item},${2000 + n}`).join("\n")}\n`);
    const args = [model, "--learner", LEARNER, "--data", answers, "--columns", table, "--weight", "year=-0.5"];
    const plain = documentOf(await run(...args, "--k", "3", "--json"));
    const [theta] = plain.ability.theta as number[];
    const expected = byHand(theta!, 0.7, (item) => (-0.5 * place.get(item)!) / (bank.length - 1));
    expectItems(plain, expected.slice(0, 3));
    expect(plain.items[0].reasons[1]).toMatchObject({ name: "year", weight: -0.5, value: aNumber });
    const without = file("exclude.txt", `${expected[0]!.item}\n\n${expected[2]!.item}\n`);
    const fewer = documentOf(await run(...args, "--k", "2", "--exclude", without, "--json"));
    expectItems(fewer, [expected[1]!, expected[3]!]);
    const { stdout } = await run(...args, "--k", "1");
    expect(stdout).toMatch(/^learner-7: ability -?\d\.\d\d ± \d\.\d\d \(as the model has it\)\n/);
    const share = (-0.5 * place.get(expected[0]!.item)!) / (bank.length - 1);
    expect(stdout).toContain(share === 0 ? "year adds nothing" : `year takes ${(-share).toFixed(3)}`);
  });

  it("averages over what is not known, as the library does on its own", async () => {
    const posterior = posteriorFromModelFile(await loadModel(model));
    const { learners, ability, abilityScale } = learnerAbilitiesOf(posterior);
    const row = learners.indexOf(LEARNER);
    const homework = createHomework(itemParametersOf(posterior));
    const expected = homework.recommend({ ability: ability[row]!, abilityScale: abilityScale[row]! });
    const document = documentOf(await run(model, "--learner", LEARNER, "--integrate", "--json"));
    expectItems(
      document,
      expected.map(({ id, probability, score }) => ({ item: id, probability, score })),
    );
  });

  it("measures a new learner by her answers: EAP by sums over a fine grid", async () => {
    const [easy, hard] = [bank[3]!, bank[11]!];
    const data = file("new.csv", `learner,item,score\nmia,${easy.item},1\nmia,${hard.item},0\nmia,unheard-of,1\n`);
    const outcome = await run(model, "--learner", "mia", "--data", data, "--json");
    const document = documentOf(outcome);
    let [mass, first, second] = [0, 0, 0];
    for (let theta = -8; theta <= 8; theta += 0.001) {
      const likelihood = logistic(easy.a * (theta - easy.b)) * (1 - logistic(hard.a * (theta - hard.b)));
      const density = Math.exp(-0.5 * theta * theta) * likelihood;
      mass += density;
      first += density * theta;
      second += density * theta * theta;
    }
    const mean = first / mass;
    expect(document.ability.from).toBe("answers");
    expect(document.ability.theta[0]).toBeCloseTo(mean, 4);
    expect(document.ability.se[0]).toBeCloseTo(Math.sqrt(second / mass - mean * mean), 4);
    const given = (document.items as { item: string }[]).map(({ item }) => item);
    expect(given).not.toContain(easy.item);
    expect(given).not.toContain(hard.item);
    expect(outcome.stderr).toContain("left out: 1 answer to 1 item that the model does not know");
  });

  it("measures a new learner on several factors by a posterior whose items are frozen", async () => {
    const design = ["--model", "factor", "--factors", "2", "--items", "30", "--learners", "300", "--answers", "25"];
    expect((await runSource("irt", "simulate", ...design, "--out", path("two.csv"))).status).toBe(0);
    const args = ["irt", "fit", "factor", "--factors", "2", "--data", path("two.csv"), "--out", path("factor")];
    expect((await runSource(...args)).status).toBe(0);
    const ids = Array.from({ length: 20 }, (_, n) => `item ${n + 1}`);
    const lines = ids.map((id) => `mia,${id},1`);
    const data = file("mia.csv", `learner,item,score\n${lines.join("\n")}\n`);
    const document = documentOf(await run(path("factor"), "--learner", "mia", "--data", data, "--json"));
    const saved: ModelFile = await loadModel(path("factor"));
    const prior = posteriorFromModelFile(saved);
    const log = createInteractionLog({
      learners: createVocabulary(["mia"]),
      items: prior.items,
      qMatrix: prior.qMatrix,
      offsets: Int32Array.of(0, ids.length),
      item: Int32Array.from(ids, (id) => prior.items.indexOf(id)),
      score: new Uint8Array(ids.length).fill(1),
    });
    const config = { ...variationalDefaults.factor, factors: 2 };
    const { posterior } = await fitVariational("factor", log, config, {
      seed: 1,
      prior,
      freeze: { items: prior.items.ids },
    });
    const { learners, ability } = learnerAbilitiesOf(posterior);
    const row = learners.indexOf("mia");
    expect(document.ability).toMatchObject({ theta: [...ability.slice(2 * row, 2 * row + 2)], from: "answers" });
    expectNear(document.ability.theta, modeByHand(prior, ids));
  });

  it("measures a new learner by a hierarchical model too", async () => {
    const { log } = (await readLogFiles(path("two.csv"))).dataset;
    const parity = log.items.ids.map((id) => (Number(id.slice("item ".length)) % 2 === 0 ? "even" : "odd"));
    const covariates = createItemCovariates(log.items, { item: log.items.ids, columns: { parity } });
    const { posterior } = await fitHierarchical(log, covariates, { factors: 1 }, { seed: 1 });
    await saveModel(path("hierarchical"), posteriorToModelFile(posterior, { factors: posterior.factors }));
    const ids = Array.from({ length: 20 }, (_, n) => `item ${n + 1}`);
    const data = file("mia.csv", `learner,item,score\n${ids.map((id) => `mia,${id},1`).join("\n")}\n`);
    const document = documentOf(await run(path("hierarchical"), "--learner", "mia", "--data", data, "--json"));
    expect(document.ability.theta).toHaveLength(2);
    expectNear(document.ability.theta, modeByHand(posterior, ids));
  });

  it("limits concepts", async () => {
    const args = [model, "--learner", LEARNER, "--k", "8", "--json"];
    const conceptOf = (item: string): string => item.replace(/-\d+$/, "");
    const free = documentOf(await run(...args)).items.map(({ item }: { item: string }) => conceptOf(item));
    const most = free.find((concept: string) => free.filter((other: string) => other === concept).length > 1);
    expect(most).toBeDefined();
    const limited = documentOf(await run(...args, "--limit", `${most}=1`)).items;
    expect(limited.filter(({ item }: { item: string }) => conceptOf(item) === most)).toHaveLength(1);
    expect(limited).toHaveLength(8);
  });

  it("gives lists to several learners, as it gives each her own", async () => {
    const learners = file("learners.txt", "learner-2\nlearner-5\n");
    const both = documentOf(await run(model, "--learners", learners, "--data", answers, "--k", "2", "--json"));
    const out = path("lists.csv");
    const lines = ["learner,rank,item,probability,score"];
    for (const [n, id] of ["learner-2", "learner-5"].entries()) {
      const own = documentOf(await run(model, "--learner", id, "--data", answers, "--k", "2", "--json"));
      const { learner, target, items, ability } = own;
      expect(both.lists[n]).toEqual({ learner, target, items, ability });
      for (const [r, { item, probability, score }] of items.entries()) {
        lines.push(`${id},${r + 1},${item},${probability},${score}`);
      }
    }
    const args = [model, "--learners", learners, "--data", answers, "--k", "2", "--out", out];
    expect(documentOf(await run(...args, "--json"))).toMatchObject({ learners: 2, path: out });
    expect(readFileSync(out, "utf8")).toBe(`${lines.join("\n")}\n`);
  });

  it("reads a model without a posterior", async () => {
    const args = ["irt", "fit", "2pl", "--engine", "mml", "--data", answers, "--out", path("mml")];
    expect((await runSource(...args)).status).toBe(0);
    for (const more of [[], ["--integrate"]]) {
      expect(documentOf(await run(path("mml"), "--learner", LEARNER, ...more, "--json")).items).toHaveLength(10);
    }
  });

  it("says when there are fewer items than asked for", async () => {
    const outcome = await run(model, "--learner", LEARNER, "--data", answers, "--k", "1000", "--json");
    const left = bank.length - seen.size;
    expect(documentOf(outcome).items).toHaveLength(left);
    expect(outcome.stderr).toContain(`only ${left} of the 1000 items asked for may be given`);
    const other = file("other.csv", `learner,item,score\nada,${bank[0]!.item},1\n`);
    const unseen = await run(model, "--learner", LEARNER, "--data", other);
    expect(unseen.stderr).toContain("no answers in --data to leave out for 1 learner of 1");
    const all = file("all.txt", bank.map(({ item }) => item).join("\n"));
    const nothing = await run(model, "--learner", LEARNER, "--exclude", all);
    expect(nothing).toMatchObject({ status: 0, stdout: expect.stringContaining("no item may be given") });
  });

  it.each([
    ["a learner nearly known", ["--learner", "learner-77"], 'did you mean "learner-7"? a learner that was not fitted'],
    ["nobody", [], "expected one of --learner <id> and --learners <file>, got neither"],
    ["a target that is none", ["--learner", LEARNER, "--target", "1.5"], "a probability from 0 to 1"],
    ["a blank target", ["--learner", LEARNER, "--target", ""], "a probability from 0 to 1"],
    ["no items", ["--learner", LEARNER, "--k", "0"], "a whole number, 1 or more"],
    ["an unknown item to exclude", ["--learner", LEARNER, "--exclude", "strange.txt"], 'got "equal-parts-33" ('],
    ["a file that is not there", ["--learner", LEARNER, "--exclude", "none.txt"], "one item id a line"],
    ["learners that are not there", ["--learners", "none.txt"], "one learner id a line"],
    ["a weight alone", ["--learner", LEARNER, "--weight", "year=1"], "got no --columns"],
    ["columns alone", ["--learner", LEARNER, "--columns", "short.csv"], "got no --weight"],
    ["a weight that is none", ["--learner", LEARNER, "--weight", "year"], "expected column=number"],
    ["a column that is not there", ["--learner", LEARNER, "--columns", "short.csv", "--weight", "yaer=1"], '"year"?'],
    ["a missing row", ["--learner", LEARNER, "--columns", "short.csv", "--weight", "year=1"], "none for item"],
    ["an empty cell", ["--learner", LEARNER, "--columns", "blank.csv", "--weight", "year=1"], 'got "" for item'],
    ["an unknown concept", ["--learner", LEARNER, "--limit", "fraction=1"], 'did you mean "fractions"?'],
    ["half an item", ["--learner", LEARNER, "--limit", "fractions=0.5"], "expected concept=items"],
    ["answers to other items", ["--learner", LEARNER, "--data", "foreign.csv"], "answers to items of the model"],
    ["a learner of neither", ["--learner", "learner-77", "--data", "foreign-too.csv"], "of the model or of --data"],
  ])("refuses %s", async (_, args, message) => {
    file("strange.txt", "equal-parts-33\n");
    file("short.csv", "item,year\nequal-parts-1,2000\n");
    file("blank.csv", `item,year\n${bank.map(({ item }) => `${item},`).join("\n")}\n`);
    file("foreign.csv", "learner,item,score\nlearner-7,other,1\n");
    file("foreign-too.csv", `learner,item,score\nlearner-7,${bank[0]!.item},1\n`);
    const placed = args.map((arg) => (/\.(txt|csv)$/.test(arg) ? path(arg) : arg));
    const outcome = await run(model, ...placed);
    expect(outcome).toMatchObject({ status: 2, stdout: "" });
    expect(outcome.stderr).toContain(message);
  });
});
