import type { Dataset, Simulator } from "@zpd/core";
import { learnerFolds } from "@zpd/data";
import { itemOrderAgreement, masteryAtEnd, simulatorQuality } from "@zpd/eval";
import { createPolicy } from "@zpd/rl";
import { courseSimulator, createCourse, foldedSimulator, recordLog, tracerSimulator } from "@zpd/sim";
import { beforeAll, describe, expect, it } from "vitest";
import { loadModules } from "../src/own/load-module";
import { buildStudy } from "../src/rem/build-study";
import { fitStudyModel, type StudyModel } from "../src/rem/fit-models";
import { judgeSimulators } from "../src/rem/judge-simulators";
import { chooseStudy } from "../src/rem/study-choice";
import { studyFolds } from "../src/rem/study-folds";
import { logSource } from "../src/rem/study-source";
import { madeFolder } from "./support/made-folder";

const { file } = madeFolder();

const LEARNERS = 150;
const world = createCourse("small", { seed: 1 });
const all = Int32Array.from({ length: LEARNERS }, (_, learner) => learner);

/** The teacher's order, on an item until it is right. */
const record = (simulator: Simulator, seed: number): Promise<Dataset> =>
  recordLog(simulator, createPolicy("instruct-seq", { world }), {
    learners: LEARNERS,
    answersPerLearner: { median: 40, spread: 0.3, min: 10 },
    seed,
  });

describe("BKT as a simulator, fitted on learners who are BKT", () => {
  let dataset: Dataset;
  let model: StudyModel;
  let judge: (simulator: Simulator) => ReturnType<typeof simulatorQuality>;
  let foldOf: Int32Array;

  beforeAll(async () => {
    const folds = (log: Dataset["log"]) => learnerFolds(log, { folds: 3, seed: 1 });
    const taught = await record(courseSimulator(world), 1);
    const others = { simulator: false, others: true };
    const first = await fitStudyModel("bkt", taught, { seed: 1, folds: folds(taught.log), usedBy: others });
    dataset = await record(tracerSimulator(first.tracer!), 2);
    const split = studyFolds(dataset, all, { count: 3, seed: 1 });
    foldOf = split.foldOf;
    const both = { simulator: true, others: true };
    model = await fitStudyModel("bkt", dataset, { seed: 1, folds: split.folds, usedBy: both });
    const rewardTracer = model.tracer!;
    judge = (simulator) =>
      simulatorQuality({ simulator, log: dataset.log, learners: all, rewardTracer, seed: 9, heldOut: model.heldOut });
  });

  it("passes, each learner played by a fit that has not seen her", async () => {
    const simulator = foldedSimulator({ simulators: model.folds!.map((fold) => tracerSimulator(fold)), foldOf });
    const { figures, fails } = await judge(simulator);
    expect(fails).toEqual([]);
    const passing = figures.filter(({ verdict }) => verdict === "passes").map(({ id }) => id);
    expect(passing).toEqual(expect.arrayContaining(["correct-rate", "learning-curve", "attempts", "mastery-growth"]));
    expect(figures).toHaveLength(6);
  });

  it("has fits that differ by fold and are not the one that teaches", async () => {
    const ends = await Promise.all([...model.folds!, model.tracer!].map((tracer) => masteryAtEnd(tracer, dataset.log)));
    expect(new Set(ends.map((end) => end.join())).size).toBe(4);
  });

  it("is marked where its learners are always right", async () => {
    const sure = model.folds!.map((fold) => ({
      ...tracerSimulator(fold),
      create: (batchSize: number) => {
        const env = tracerSimulator(fold).create(batchSize);
        const step: typeof env.step = (actions) => {
          const result = env.step(actions);
          return { ...result, response: result.response.map((score) => (Number.isNaN(score) ? score : 1)) };
        };
        return { ...env, step };
      },
    }));
    const { fails } = await judge(foldedSimulator({ simulators: sure, foldOf }));
    expect(fails).toEqual(expect.arrayContaining(["correct-rate", "attempts"]));
  });

  it("knows one order only", () => {
    expect(itemOrderAgreement(dataset.log)).toBe(1);
  });
});

it("names the module whose learners fail at real learners' items", async () => {
  const module = file(
    "tired.js",
    `export default ({ items, qMatrix }) => ({
      id: "tired", title: "Tired", items, qMatrix,
      create: (batchSize) => ({ id: "tired", batchSize, items, qMatrix, reset: () => ({ info: {} }), step() { throw new Error("no more"); } }),
    });`,
  );
  const options = { data: ["made"], policies: ["random"], simulators: ["bkt"], lengths: [2], repeats: 1, learners: 12 };
  const source = await logSource(["made"], await record(courseSimulator(world), 1));
  const choice = chooseStudy({ ...options, seed: 1, simulator: [module] }, await loadModules([], [module]));
  const study = await buildStudy(source, choice, {});
  await expect(judgeSimulators(source, study, {})).rejects.toThrow(
    `--simulator: expected its learners to answer the items of real ones, got Error: no more (${module})`,
  );
});

describe("folds of a study", () => {
  it("are the data's own where each learner played is tested once", async () => {
    const dataset = await record(courseSimulator(world), 1);
    const halves = learnerFolds(dataset.log, { folds: 2, seed: 8 });
    const options = { count: 5, seed: 1 };
    const own = studyFolds({ ...dataset, folds: halves }, all, options);
    expect(own.folds).toBe(halves);
    for (const [fold, { test }] of halves.entries()) for (const learner of test) expect(own.foldOf[learner]).toBe(fold);

    // One split of its own: those who always train have no fold, and may not be played.
    const split = studyFolds({ ...dataset, folds: halves.slice(0, 1) }, halves[0]!.test, options);
    expect(split.folds).toHaveLength(1);
    expect(halves[1]!.test.every((learner) => split.foldOf[learner] === -1)).toBe(true);
    expect(studyFolds({ ...dataset, folds: halves.slice(0, 1) }, all, options).folds).toHaveLength(5);
    // Tested twice: no fold is hers.
    expect(studyFolds({ ...dataset, folds: [...halves, halves[0]!] }, all, options).folds).toHaveLength(5);
    const made = studyFolds(dataset, all, options);
    expect(made.folds).toHaveLength(5);
    for (const [fold, { train }] of made.folds.entries())
      for (const learner of train) expect(made.foldOf[learner]).not.toBe(fold);
  });
});
