import { createPause, createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { makeLog } from "../../test/made-log";
import { buildLogisticDesign, ridgeOfColumns, weightsOfColumns } from "./logistic-design";
import { addAnswerToHistory, createLogisticHistory, type HistorySetting } from "./logistic-history";
import { createLogisticTerms } from "./logistic-weights";

const log = makeLog({ seed: 8, learners: 12, answersEach: 25 });
const random = createRandomStream(2);
const setting: HistorySetting = {
  qMatrix: log.qMatrix,
  itemRate: Float64Array.from({ length: log.items.size }, () => random.uniform()),
  learnerDecays: [0.5, 0.9],
  conceptDecays: [0.7],
};

it("gives the fit the logits that learners get online, all in one batch", async () => {
  const rows = await buildLogisticDesign(setting, log, createPause(), undefined);
  const columns = Float64Array.from({ length: rows.columnCount }, () => random.normal());
  const terms = createLogisticTerms(setting, weightsOfColumns(setting, columns));
  const learners = log.learners.size;
  const history = createLogisticHistory(setting, learners);
  for (let t = 0; t < 25; t++) {
    for (let l = 0; l < learners; l++) {
      const n = log.offsets[l]! + t;
      let logit = 0;
      for (let k = rows.offsets[n]!; k < rows.offsets[n + 1]!; k++) logit += rows.value[k]! * columns[rows.column[k]!]!;
      const online = terms.item(history, l, log.item[n]!, terms.learner(history, l));
      // The design holds features in single precision.
      expect(Math.abs(online - logit)).toBeLessThan(1e-5 * (1 + Math.abs(logit)));
    }
    for (let l = 0; l < learners; l++) {
      const n = log.offsets[l]! + t;
      addAnswerToHistory(setting, history, l, log.item[n]!, log.score[n]!);
    }
  }
});

it("gives each family of weights its own ridge, once for each weight", () => {
  const ridge = ridgeOfColumns(setting, {
    intercept: 1,
    itemEffect: 2,
    conceptEffect: 3,
    successGain: 4,
    failureGain: 5,
    learner: 6,
    concept: 7,
    repeat: 8,
  });
  const weights = weightsOfColumns(setting, ridge);
  // 11 items, 4 concepts, 3 + 2 learner features, 6 + 1 concept features, 6 repeat features.
  expect([...weights.intercept]).toEqual([1]);
  expect([...weights.itemEffect]).toEqual(new Array(11).fill(2));
  expect([...weights.conceptEffect]).toEqual(new Array(4).fill(3));
  expect([...weights.successGain]).toEqual(new Array(4).fill(4));
  expect([...weights.failureGain]).toEqual(new Array(4).fill(5));
  expect([...weights.learner]).toEqual(new Array(5).fill(6));
  expect([...weights.concept]).toEqual(new Array(7).fill(7));
  expect([...weights.repeat]).toEqual(new Array(6).fill(8));
});
