import { mean } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { rankAuc } from "../../test/auc";
import { hasRealData, type LearnerRows, logOf, parseThreeLines, readText } from "../../test/real-data";
import { predictLog } from "../../test/replay";
import { bktDescriptor } from "./bkt";

function expectNoFall(history: readonly number[]): void {
  // Rounding of a sum of logarithms, relative.
  const slack = 1e-12;
  for (let k = 1; k < history.length; k++) {
    expect(history[k]!).toBeGreaterThanOrEqual(history[k - 1]! - slack * Math.abs(history[k]!));
  }
}

const toy = "ref-hmm-scalable-toy";
describe.skipIf(!hasRealData(toy))(`BKT on ${toy} (skipped without shared/data)`, () => {
  const lines = readText(`${toy}/toy_data.txt`).trim().split(/\r?\n/);
  const scores = lines.map((line) => (line.split("\t")[0] === "1" ? 1 : 0));
  const log = logOf([{ learner: "student1", items: scores.map(() => "skillA"), scores }], ["skillA"]);

  it("never loses likelihood and ends at or above the gradient fit of hmm-scalable", async () => {
    const { report } = await bktDescriptor.fit(log, { maxGuess: 0.9, maxSlip: 0.9 }, { seed: 1 });
    expectNoFall(report.history!);
    expect(report.logLikelihood).toBeGreaterThanOrEqual(-8.0992564);
  });
});

const assistments = "kt-assist2009-updated";
describe.skipIf(!hasRealData(assistments))(`BKT on ${assistments} (skipped without shared/data)`, () => {
  const ids = Array.from({ length: 110 }, (_, k) => String(k + 1));

  it("reaches the likelihood of a thorough EM and predicts the test learners", async () => {
    const train = logOf(parseThreeLines(readText(`${assistments}/assist2009_updated_train.csv.gz`)), ids);
    const test = logOf(parseThreeLines(readText(`${assistments}/assist2009_updated_test.csv`)), ids);
    const { tracer, report } = await bktDescriptor.fit(train, {}, { seed: 1 });
    expectNoFall(report.history!);
    expect(report.logLikelihood).toBeGreaterThanOrEqual(-127_800);
    expect(rankAuc(predictLog(tracer, test), test.score)).toBeGreaterThanOrEqual(0.708);
  });
});

const grids = "rem-masterygrids";
describe.skipIf(!hasRealData(grids))(`BKT on ${grids} (skipped without shared/data)`, () => {
  it("reaches the published AUC of five folds, topics as concepts", async () => {
    const cells = (name: string): string[][] =>
      readText(`${grids}/${name}`)
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(","));
    const learners = new Map<string, LearnerRows>();
    for (const [user, , , topic, correct] of cells("records.csv")) {
      if (!learners.has(user!)) learners.set(user!, { learner: user!, items: [], scores: [] });
      learners.get(user!)!.items.push(topic!);
      learners.get(user!)!.scores.push(Number(correct));
    }
    const topics = cells("topics.csv").map(([, topic]) => topic!);
    const folds = cells("folds.csv");
    const all: number[] = [];
    const fromSecond: number[] = [];
    for (const fold of ["1", "2", "3", "4", "5"]) {
      const part = (name: string): LearnerRows[] =>
        folds.filter(([f, , p]) => f === fold && p === name).map(([, user]) => learners.get(user!)!);
      const { tracer, report } = await bktDescriptor.fit(logOf(part("train"), topics), {}, { seed: 1 });
      expectNoFall(report.history!);
      const test = logOf(part("test"), topics);
      const predicted = predictLog(tracer, test);
      const isFirst = new Set(test.offsets);
      all.push(rankAuc(predicted, test.score));
      fromSecond.push(
        rankAuc(
          predicted.filter((_, n) => !isFirst.has(n)),
          test.score.filter((_, n) => !isFirst.has(n)),
        ),
      );
    }
    // Every answer counted, and without each learner's first one: hmm-scalable gets 0.6973 on these folds.
    expect(mean(all)).toBeGreaterThanOrEqual(0.695);
    expect(mean(fromSecond)).toBeGreaterThanOrEqual(0.695);
  });
});
