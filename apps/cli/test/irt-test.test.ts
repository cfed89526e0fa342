import { readFileSync } from "node:fs";
import { createRandomField } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import { marginalFromModelFile } from "@zpd/kt/irt";
import { createAdaptiveTest, playAdaptiveTest } from "@zpd/rl";
import { beforeAll, describe, expect, it } from "vitest";
import { aBackend, aNumber, documentOf } from "./support/json-document";
import { madeFolder } from "./support/made-folder";
import { runBuilt } from "./support/run-built";
import { hasTerminal, runInTerminal } from "./support/run-in-terminal";
import { runSource } from "./support/run-source";

const { path, file } = madeFolder();
const model = path("2pl");
const PROMPT = "[r/w, q to leave] ";

interface Row {
  readonly item: string;
  readonly a: number;
  readonly b: number;
}

interface Step {
  readonly item: string;
  readonly correct: boolean;
  readonly theta: number;
  readonly se: number;
}

let bank: readonly Row[];

const probability = ({ a, b }: Row, theta: number): number => 1 / (1 + Math.exp(-a * (theta - b)));

/** Mean and deviation of the posterior under N(0, 1), by sums over a fine grid. */
function posteriorByHand(answers: readonly { readonly row: Row; readonly correct: boolean }[]) {
  let [mass, first, second] = [0, 0, 0];
  for (let theta = -8; theta <= 8; theta += 0.002) {
    let density = Math.exp(-0.5 * theta * theta);
    for (const { row, correct } of answers) {
      const p = probability(row, theta);
      density *= correct ? p : 1 - p;
    }
    mass += density;
    first += density * theta;
    second += density * theta * theta;
  }
  const mean = first / mass;
  return { mean, deviation: Math.sqrt(second / mass - mean * mean) };
}

beforeAll(async () => {
  const design = ["--model", "2pl", "--items", "40", "--learners", "500", "--answers", "20"];
  expect((await runSource("irt", "simulate", ...design, "--out", path("answers.csv"))).status).toBe(0);
  const fit = ["irt", "fit", "2pl", "--engine", "mml", "--data", path("answers.csv"), "--out", model];
  expect((await runSource(...fit)).status).toBe(0);
  expect((await runSource("irt", "items", model, "--out", path("items.csv"))).status).toBe(0);
  bank = readFileSync(path("items.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","))
    .map(([item, , a, , b]) => ({ item: item!, a: Number(a), b: Number(b) }));
});

const run = (...args: string[]) => runSource("irt", "test", ...args);

describe("irt test", () => {
  it("gives the item of the largest information and measures by sums over a fine grid, answer by answer", async () => {
    const answers = file("five.txt", "r\nwrong\n1\n0\nRight\n");
    const args = ["irt", "test", model, "--answers", answers, "--max-length", "5", "--json"];
    const document = documentOf(await runBuilt(args));
    expect(document).toMatchObject({
      model: "2pl",
      choice: "maximum-information",
      stop: "length",
      seed: 1,
      backend: aBackend,
      seconds: aNumber,
    });
    const steps = document.items as Step[];
    expect(steps.map(({ correct }) => correct)).toEqual([true, false, true, false, true]);
    const answered: { row: Row; correct: boolean }[] = [];
    let theta = 0;
    for (const step of steps) {
      const informationOf = (row: Row): number => row.a ** 2 * probability(row, theta) * (1 - probability(row, theta));
      const left = bank.filter((row) => answered.every((answer) => answer.row !== row));
      const best = left.reduce((most, row) => (informationOf(row) > informationOf(most) ? row : most));
      expect(step.item).toBe(best.item);
      answered.push({ row: best, correct: step.correct });
      const { mean, deviation } = posteriorByHand(answered);
      expect(step.theta).toBeCloseTo(mean, 4);
      expect(step.se).toBeCloseTo(deviation, 4);
      theta = step.theta;
    }
    expect(document).toMatchObject({ theta, se: steps.at(-1)!.se });
  });

  it("plays a made learner as the library does, and ends at the standard error", async () => {
    const args = ["--simulate", "--theta=-1", "--se", "0.45", "--choice", "randomesque", "--seed", "7"];
    const document = documentOf(await run(model, ...args, "--json"));
    const { parameters } = marginalFromModelFile(await loadModel(model));
    const test = createAdaptiveTest(parameters, { choice: "randomesque", standardError: 0.45 });
    const state = playAdaptiveTest(test, { trueAbility: -1, seed: 7 });
    expect(document).toMatchObject({
      trueTheta: -1,
      theta: state.ability,
      se: state.standardError,
      stop: "standard-error",
    });
    expect(document.se).toBeLessThanOrEqual(0.45);
    const steps = document.items as Step[];
    expect(steps.at(-2)!.se).toBeGreaterThan(0.45);
    expect(steps.map(({ item }) => item)).toEqual(state.items.map((item) => bank[item]!.item));
    const { stdout } = await run(model, ...args);
    const lines = stdout.split("\n");
    expect(lines[1]).toMatch(/^ {5}start {3}0\.00 ± 1\.00 {10}├───●───┤$/);
    expect(lines).toHaveLength(2 + steps.length + 3);
    const [first] = steps;
    expect(lines[2]).toContain(`${first!.correct ? "right" : "wrong"}`);
    expect(lines[2]!.endsWith(`  ${first!.item}`)).toBe(true);
    const end = `ability ${state.ability.toFixed(2)} ± ${state.standardError.toFixed(2)} (truly -1.00) after ${steps.length} items`;
    expect(lines.at(-2)).toBe(`${end}; the test ended because the standard error is no more than 0.45`);
  });

  it("starts from what the model knows of a learner, and says when it knows nothing", async () => {
    const { abilities } = marginalFromModelFile(await loadModel(model));
    const row = abilities.learners.indexOf("learner 3");
    const leave = file("leave.txt", "q\n");
    const known = documentOf(await run(model, "--learner", "learner 3", "--answers", leave, "--json"));
    expect(known).toMatchObject({
      learner: "learner 3",
      theta: abilities.ability[row],
      se: abilities.abilityScale[row],
      stop: "quit",
      items: [],
    });
    const outcome = await run(model, "--learner", "learner 501", "--answers", leave, "--json");
    expect(documentOf(outcome)).toMatchObject({ learner: "learner 501", theta: 0, se: 1 });
    expect(outcome.stderr).toContain('"learner 501" is no learner of the model (did you mean "learner');
  });

  it("gives every item of a small bank at most once, and says that there are no more", async () => {
    const outcome = await run(model, "--simulate", "--se", "0.01", "--max-length", "500");
    expect(outcome.stdout).toContain("after 40 items; the test ended because the model has no more items");
  });

  it("tells what a test is worth beside random items: hand-made figures over the same made learners", async () => {
    const repeats = 20;
    // t(0.975) with 19 degrees of freedom, from tables.
    const upper = 2.0930240544;
    const args = ["--simulate", "--repeats", `${repeats}`, "--max-length", "8", "--se", "0.5", "--seed", "3", "--json"];
    const document = documentOf(await run(model, ...args));
    expect(document).toMatchObject({ choice: "maximum-information", repeats, maxLength: 8, targetSe: 0.5 });
    const { parameters } = marginalFromModelFile(await loadModel(model));
    const field = createRandomField(3, "adaptive-study");
    const played: { squares: number[]; lengths: number[] }[] = [];
    const intervalOf = (values: readonly number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / repeats;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const half = upper * Math.sqrt(squares / (repeats - 1) / repeats);
      return { value: mean, low: mean - half, high: mean + half };
    };
    for (const [n, choice] of (["maximum-information", "random"] as const).entries()) {
      const test = createAdaptiveTest(parameters, { choice, maxItems: 8, standardError: 0.5 });
      const errors: number[] = [];
      const lengths: number[] = [];
      for (let r = 0; r < repeats; r++) {
        const trueAbility = field.normal(r);
        const state = playAdaptiveTest(test, { trueAbility, seed: Math.floor(field.uniform(r, 1) * 2 ** 52) });
        errors.push(state.ability - trueAbility);
        lengths.push(state.items.length);
      }
      played.push({ squares: errors.map((error) => error * error), lengths });
      const squares = intervalOf(played[n]!.squares);
      const result = document.results[n];
      expect(result.choice).toBe(choice);
      for (const [name, expected] of [
        ["bias", intervalOf(errors)],
        ["length", intervalOf(lengths)],
        [
          "rmse",
          { value: Math.sqrt(squares.value), low: Math.sqrt(Math.max(0, squares.low)), high: Math.sqrt(squares.high) },
        ],
      ] as const) {
        for (const end of ["value", "low", "high"] as const) {
          expect(result[name][end], `${choice} ${name} ${end}`).toBeCloseTo(expected[end], 8);
        }
      }
    }
    const [own, random] = played;
    const pairs = {
      squaredError: intervalOf(own!.squares.map((square, r) => square - random!.squares[r]!)),
      length: intervalOf(own!.lengths.map((length, r) => length - random!.lengths[r]!)),
    };
    for (const name of ["squaredError", "length"] as const) {
      for (const end of ["value", "low", "high"] as const) {
        expect(document.difference[name][end], `${name} ${end}`).toBeCloseTo(pairs[name][end], 8);
      }
    }
    // What tells most reaches a standard error with fewer items.
    expect(document.difference.length.high).toBeLessThan(0);
    const { stdout } = await run(model, ...args.slice(0, -1));
    expect(stdout).toMatch(/\nmaximum-information {2,}-?\d\.\d{3} \[.*\n/);
    expect(stdout).toMatch(
      /\n20 made learners, 95 % intervals\nmaximum-information minus random, .*: squared error .*\n$/,
    );
    const alone = await run(model, "--simulate", "--repeats", "3", "--choice", "random", "--json");
    expect(documentOf(alone).results).toHaveLength(1);
  });

  it.each([
    [["--answers", "short.txt"], /an answer to item 3, item \d+, got the end of the file after 2 answers \(.*; add/],
    [["--answers", "odd.txt"], /as answer 2, got "maybe" \(/],
    [["--answers", "none.txt"], /one answer \(r or w\) a line/],
    [["--answers", "short.txt", "--simulate"], /one of --simulate and --answers/],
    [[], /a terminal on which answers are typed, got none; use --simulate, or --answers FILE/],
    [["--simulate", "--choice", "maximum-informatin"], /did you mean "maximum-information"/],
    [["--simulate", "--max-length", "0"], /a whole number, 1 or more/],
    [["--simulate", "--se", "0"], /a standard error above 0/],
    [["--simulate", "--theta", "high"], /expected an ability/],
    [["--theta", "1"], /--simulate with --theta/],
    [["--repeats", "5"], /--simulate with --repeats/],
    [["--simulate", "--repeats", "1"], /one value has no spread/],
    [["--simulate", "--repeats", "5", "--learner", "x"], /one of --learner and --repeats/],
    [["--simulate", "--texts", "texts.csv"], /"item 41" \(.*did you mean "item \d+"/],
    [["--simulate", "--texts", "plain.csv"], /column "text"/],
  ])("refuses %j", async (args, message) => {
    file("short.txt", "r\nw\n");
    file("odd.txt", "r\nmaybe\n");
    file("texts.csv", "item,text\nitem 41,What is it?\n");
    file("plain.csv", "item,name\nitem 4,What is it?\n");
    const outcome = await run(model, ...args.map((arg) => (/\.(txt|csv)$/.test(arg) ? path(arg) : arg)));
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(message);
  });

  it("needs a model of one factor", async () => {
    const args = ["irt", "fit", "factor", "--factors", "2", "--data", path("answers.csv"), "--out", path("factor")];
    expect((await runSource(...args)).status).toBe(0);
    const outcome = await run(path("factor"), "--simulate");
    expect(outcome).toMatchObject({ status: 2, stdout: "" });
    expect(outcome.stderr).toContain("expected a model of one factor, got factor with 2 factors");
  });
});

describe.skipIf(!hasTerminal)("irt test in a pseudo-terminal (needs util-linux)", () => {
  it("shows each item, asks again, and ends when it is left", async () => {
    const texts = file("shown.csv", `item,text\n${bank.map(({ item }) => `${item},Text of ${item}`).join("\n")}\n`);
    const keys = ["r\n", "what\n", "w\n", "q\n"];
    const { status, screen } = await runInTerminal(["irt", "test", model, "--texts", texts], keys, PROMPT);
    expect(status, screen).toBe(0);
    expect(screen).toMatch(/item 1, (item \d+): Text of \1\nright or wrong\?/);
    expect(screen).toContain('"what" is no answer; right or wrong?');
    expect(screen).toMatch(/\n {2}2 {2}wrong .*├─*●─*┤.* item \d+: Text of/);
    expect(screen).toContain("after 2 items; the test ended because it was left");
  });

  it("is interrupted by Ctrl-C", async () => {
    const { status, screen } = await runInTerminal(["irt", "test", model], ["r\n", "\u0003"], PROMPT);
    expect(status).toBe(130);
    expect(screen).toContain("Interrupted. What was finished and saved so far is kept.");
    expect(screen).not.toMatch(/defect|Error/);
  });
});
