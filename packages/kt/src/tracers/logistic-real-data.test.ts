import { type InteractionLog, selectLearners, type TracerDescriptor } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { aucFromAnswer, readFourLineLogs, readMasteryGrids } from "../../test/course-logs";
import { hasRealData } from "../../test/real-data";
import { predictLog } from "../../test/replay";
import { eloDescriptor } from "./elo";
import { logisticDescriptor } from "./logistic";
import { pfaDescriptor } from "./pfa";

const seed = 1;

async function fittedAuc(descriptor: TracerDescriptor, train: InteractionLog, test: InteractionLog, first: number) {
  const { tracer, report } = await descriptor.fit(train, {}, { seed });
  return { report, auc: aucFromAnswer(test, predictLog(tracer, test), first) };
}

const assistments = "kt-assist2009-pid";
describe.skipIf(!hasRealData(assistments))(`on ${assistments} fold 1 (skipped without shared/data)`, () => {
  const read = () =>
    readFourLineLogs(["train1.csv.gz", "test1.csv"].map((part) => `${assistments}/assist2009_pid_${part}`));

  it("merges the rows of an item's concepts into one answer", () => {
    const [train] = read();
    // 203,442 rows, 32,608 of them repeats of the row before; 17 repeats are a second answer under the same concept.
    expect(train!.item.length).toBe(203_442 - 32_608 + 17);
  });

  // Published, other protocols: best logistic model .77, PFA .72, IRT .69, DKT .75 (Gervet et al. 2020).
  it("predicts test learners: logistic at least .77, Elo .74, PFA .69", async () => {
    const [train, test] = read();
    const logistic = await fittedAuc(logisticDescriptor, train!, test!, 2);
    expect(logistic.report.converged).toBe(true);
    expect(logistic.auc).toBeGreaterThan(0.77);
    expect((await fittedAuc(eloDescriptor, train!, test!, 2)).auc).toBeGreaterThan(0.74);
    expect((await fittedAuc(pfaDescriptor, train!, test!, 2)).auc).toBeGreaterThan(0.69);
  });
});

const grids = "rem-masterygrids";
describe.skipIf(!hasRealData(grids))(`on the five folds of ${grids} (skipped without shared/data)`, () => {
  // Published: BKT .7009, DQKT .7521, DKVMN .7585, DKT .7824.
  it("predicts test learners: mean AUC of logistic at least .79, Elo .73, PFA .685", async () => {
    const { log, folds } = readMasteryGrids();
    const meanAuc = async (descriptor: TracerDescriptor): Promise<number> => {
      let sum = 0;
      for (const { train, test } of folds) {
        sum += (await fittedAuc(descriptor, selectLearners(log, train), selectLearners(log, test), 1)).auc;
      }
      return sum / folds.length;
    };
    expect(await meanAuc(logisticDescriptor)).toBeGreaterThan(0.79);
    expect(await meanAuc(eloDescriptor)).toBeGreaterThan(0.73);
    expect(await meanAuc(pfaDescriptor)).toBeGreaterThan(0.685);
  });
});
