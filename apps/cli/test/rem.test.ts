import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { aBackend, aFingerprint, aNumber, aText, documentOf, withoutTimes } from "./support/json-document";
import { madeFolder, makeAnswers } from "./support/made-folder";
import { type BuiltRun, runBuilt } from "./support/run-built";

// Cells are played in worker threads, which load built files: these tests run the built command.

const { path, file } = madeFolder();
const answers = path("answers.csv");
const HEADER = "learner,item,concept,score\n";

const rem = (...args: readonly string[]) => runBuilt(["rem", "--json", ...args]);

beforeAll(async () => {
  await makeAnswers(answers);
});

describe("the matrix of the demo", () => {
  const small = ["--demo", "--policies", "random,bkt-mp", "--simulators", "bkt,course", "--lengths", "2,4"];
  const args = [...small, "--repeats", "1", "--learners", "10"];

  it("has the fields scripts rely on, and the same bytes on any number of threads", async () => {
    const report = path("report.html");
    const one = documentOf(await rem(...args, "--threads", "1", "--report", report));
    expect(one).toMatchObject({
      policies: ["random", "bkt-mp"],
      simulators: ["bkt", "course"],
      lengths: [2, 4],
      repeats: 1,
      learners: 10,
      rewardModel: { inputs: expect.arrayContaining(["preTest"]), r2: aNumber },
      backend: aBackend,
      seed: 1,
      data: { fingerprint: aFingerprint, learners: 400, items: aNumber, concepts: aNumber, answers: aNumber },
      report,
      seconds: aNumber,
    });
    // Policies x simulators x lengths, and pairs of policies x lengths.
    expect(one.cells).toHaveLength(8);
    expect(one.verdicts).toHaveLength(2);
    for (const cell of one.cells) {
      const numbers = { length: aNumber, n: 10, mean: aNumber, low: aNumber, high: aNumber, gain: aNumber };
      expect(cell).toMatchObject({ policy: aText, simulator: aText, ...numbers });
      expect(cell.low).toBeLessThanOrEqual(cell.mean);
      expect(cell.mean).toBeLessThanOrEqual(cell.high);
    }
    for (const { verdict, perSimulator, ...pair } of one.verdicts) {
      expect(pair).toMatchObject({ length: aNumber, a: aText, b: aText });
      expect(["better", "worse", "cannot tell"]).toContain(verdict);
      const differences = ["bkt", "course"].map((simulator) => ({
        simulator,
        difference: aNumber,
        low: aNumber,
        high: aNumber,
      }));
      expect(perSimulator).toEqual(differences);
    }
    expect(one.simulatorQuality).toMatchObject([
      { simulator: "bkt", learners: 10, repeats: 1, fails: expect.any(Array), notes: expect.any(Array) },
      { simulator: "course", notes: [expect.stringContaining("foretells"), expect.stringContaining("hardly ever")] },
    ]);
    const figures = (at: number) => one.simulatorQuality[at].figures.map(({ id }: { id: string }) => id);
    const replayed = ["correct-rate", "learning-curve", "mastery-growth"];
    expect(figures(0)).toEqual(["auc", "calibration-error", ...replayed]);
    expect(figures(1)).toEqual(replayed);
    expect(readFileSync(report, "utf8")).toMatch(/^<!doctype html>/i);

    const { report: _, ...two } = documentOf(await rem(...args, "--threads", "2"));
    const { report: __, ...first } = one;
    expect(withoutTimes(two)).toBe(withoutTimes(first));
  });

  it("is set in tables for people, with what to do next", async () => {
    const { status, stdout } = await runBuilt(["rem", ...args]);
    expect(status).toBe(0);
    expect(stdout).toContain("bkt-mp");
    expect(stdout).toMatch(/Next:\n {2}npx zpd rem --data/);
    expect(stdout).not.toMatch(/NaN|undefined|null/);
  });
});

describe("a study that is broken off", () => {
  const folder = path("cells");
  // Ten cells, of which each takes long enough for a signal to arrive before the last.
  const study = [
    "--data",
    answers,
    "--policies",
    "random,bkt-mp,bkt-zone,bkt-uncertain,elo-zone",
    "--simulators",
    "bkt,elo",
  ];
  const args = [...study, "--lengths", "10,60", "--repeats", "80", "--learners", "40", "--threads", "1"];
  const CELLS = 10;
  const cellFiles = () => readdirSync(path("cells/rem-cells")).filter((name) => name.endsWith(".cell"));

  /** Sends the process one signal as soon as it has finished a cell. */
  function breakOff(signal: NodeJS.Signals): BuiltRun {
    let sent = false;
    return {
      onStderr(child, stderr) {
        if (sent || !/ \d+ of \d+ cells/.test(stderr)) return;
        sent = true;
        child.kill(signal);
      },
    };
  }

  it("is kept by cells, guarded, and resumed to the very same matrix", async () => {
    const whole = documentOf(await rem(...args));

    const kept = ["--checkpoint", folder];
    const killed = await runBuilt(["rem", "--json", ...args, ...kept], breakOff("SIGKILL"));
    expect(killed).toMatchObject({ status: null, stdout: "" });
    const afterKill = cellFiles().length;
    expect(afterKill).toBeGreaterThan(0);
    expect(afterKill).toBeLessThan(CELLS);

    const unasked = await rem(...args, ...kept);
    expect(unasked).toMatchObject({ status: 2, stdout: "" });
    expect(unasked.stderr).toMatch(/zpd: --checkpoint: .*add --resume to go on from them, or choose another folder\n$/);

    const other = await rem(...args, ...kept, "--resume", "--seed", "2");
    expect(other).toMatchObject({ status: 2, stdout: "" });
    expect(other.stderr).toMatch(
      /zpd: expected a new folder or one of this very study, got one that differs in .*seed/,
    );
    expect(cellFiles()).toHaveLength(afterKill);

    const interrupted = await runBuilt(["rem", "--json", ...args, ...kept, "--resume"], breakOff("SIGINT"));
    expect(interrupted).toMatchObject({ status: 130, stdout: "" });
    expect(interrupted.stderr).toMatch(/\nInterrupted\. What was finished and saved so far is kept\.\n$/);
    const afterInterrupt = cellFiles().length;
    expect(afterInterrupt).toBeGreaterThan(afterKill);
    expect(afterInterrupt).toBeLessThan(CELLS);

    const resumed = await rem(...args, ...kept, "--resume");
    expect(resumed.stderr).toContain(`resumed: ${afterInterrupt} cells were finished before`);
    expect(withoutTimes(documentOf(resumed))).toBe(withoutTimes(whole));
    expect(cellFiles()).toHaveLength(CELLS);
  });

  it("refuses a checkpoint where no folder can be", async () => {
    const outcome = await rem(...args, "--checkpoint", `${answers}/cells`);
    expect(outcome).toMatchObject({ status: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/zpd: expected a folder that can be read and written, got a path through something/);
    expect(existsSync(answers)).toBe(true);
  });
});

describe("logs that lack something", () => {
  const quick = ["--policies", "random,instruct-seq,bkt-zone", "--simulators", "bkt,elo", "--lengths", "2"];
  const play = async (data: string, ...options: readonly string[]) =>
    documentOf(await rem("--data", data, ...quick, "--repeats", "1", "--learners", "5", ...options));

  it("tests: policies are judged by mastery, and that is said", async () => {
    const result = await play(answers);
    expect(result.rewardModel).toMatchObject({ id: "mean-mastery", usesPreTest: false });
    expect(result.notes.join()).toContain("no tests are known");
    expect(result.data.learners).toBe(40);
    expect(result.learners).toBe(5);
  });

  it("concepts: items are their own", async () => {
    const rows = Array.from({ length: 36 }, (_, n) => `l${n % 12},i${n % 3},${(n >> 1) % 2}\n`).join("");
    const result = await play(file("bare.csv", `learner,item,score\n${rows}`));
    expect(result.data).toMatchObject({ learners: 12, items: 3, concepts: 3 });
    expect(result.rewardModel.inputs).toHaveLength(3);
  });

  it("all but a line of concepts and one of scores", async () => {
    const learner = (l: number): string => `3\n1,2,${1 + (l % 3)}\n${l % 2},1,${(l >> 1) % 2}\n`;
    const result = await play(file("lines.txt", Array.from({ length: 12 }, (_, l) => learner(l)).join("")));
    expect(result.data).toMatchObject({ learners: 12, concepts: 3, answers: 36 });
  });

  it("more than one order of items: that is said", async () => {
    const rows = Array.from({ length: 72 }, (_, n) => `l${n % 12},i${Math.floor(n / 12)},c,${(n >> 1) % 2}\n`).join("");
    const { notes } = await play(file("ordered.csv", HEADER + rows));
    expect(notes.join()).toContain("in nearly one order (mean rank correlation 1.00)");
    expect((await play(answers)).notes.join()).not.toContain("order");
  });

  it("second answers: nobody can be judged, so no figure is given", async () => {
    const rows = Array.from({ length: 12 }, (_, l) => `l${l},i${l % 3},c,${l % 2}\n`).join("");
    const result = await play(file("single.csv", HEADER + rows));
    for (const model of result.models) expect(Object.keys(model)).toEqual(["id"]);
  });

  it("wrong answers: all are right", async () => {
    const rows = Array.from({ length: 36 }, (_, n) => `l${n % 12},i${n % 3},c,1\n`).join("");
    for (const model of (await play(file("right.csv", HEADER + rows))).models) expect(model).not.toHaveProperty("auc");
  });
});
