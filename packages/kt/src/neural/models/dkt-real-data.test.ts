import { selectLearners } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { aucFromAnswer, readMasteryGrids } from "../../../test/course-logs";
import { hasRealData } from "../../../test/real-data";
import { predictLog } from "../../../test/replay";
import { dktDescriptor } from "./dkt";

const grids = "rem-masterygrids";
describe.skipIf(!hasRealData(grids))(`on fold 1 of ${grids} (skipped without shared/data)`, () => {
  // Published, mean of five folds: DKT .7824 ± .0184, BKT .7009. Defaults give .7694 here, and .7705 on this fold.
  it("predicts test learners better than BKT does: AUC at least .755", async () => {
    const { log, folds } = readMasteryGrids();
    const { train, test } = folds[0]!;
    const { tracer } = await dktDescriptor.fit(selectLearners(log, train), {}, { seed: 1 });
    const judged = selectLearners(log, test);
    expect(aucFromAnswer(judged, predictLog(tracer, judged), 2)).toBeGreaterThan(0.755);
  });
});
