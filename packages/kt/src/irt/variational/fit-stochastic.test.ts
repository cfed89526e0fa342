import { expect, it } from "vitest";
import { makeResponses, meanLogLoss, pearson } from "../../../test/made-responses";
import { fitStochastic } from "./fit-stochastic";
import { fitVariational } from "./fit-variational";
import { predictAnswers } from "./predict-answers";

const world = makeResponses({ seed: 6, learners: 250, items: 40, answersEach: 32 });

it.each([
  ["2pl", 500, {}],
  ["rasch", 500, { learnPriorScales: false }],
  ["2pl", 1_000_000, {}],
] as const)("%s in batches of %i answers finds what closed-form updates find", async (model, batchAnswers, closed) => {
  const full = batchAnswers > world.train.item.length;
  const config = { batchAnswers, tolerance: full ? 1e-4 : 0.001, ...(full ? { learningRate: 0.2 } : {}) };
  const { posterior, report } = await fitStochastic(model, world.train, config, { seed: 1 });
  const other = await fitVariational(model, world.train, closed, { seed: 1 });
  const lossOf = (fitted: typeof posterior): number =>
    meanLogLoss(predictAnswers(fitted, world.test), world.test.score);
  expect(report.converged).toBe(true);
  expect(Math.abs(lossOf(posterior) - lossOf(other.posterior))).toBeLessThan(0.004);
  expect(pearson(posterior.learnerRows, other.posterior.learnerRows)).toBeGreaterThan(0.98);
  expect(pearson(posterior.itemRows, other.posterior.itemRows)).toBeGreaterThan(0.98);
});

it("leaves frozen items as they are and gives the same bytes for the same seed", async () => {
  const config = { maxPasses: 3 };
  const once = await fitStochastic("2pl", world.train, config, { seed: 1 });
  const twice = await fitStochastic("2pl", world.train, config, { seed: 1 });
  expect(twice.posterior.itemRows).toEqual(once.posterior.itemRows);
  const freeze = { items: ["item 2"] };
  const updated = await fitStochastic("2pl", world.test, config, { seed: 1, prior: once.posterior, freeze });
  expect(updated.posterior.itemRows.subarray(8, 12)).toEqual(once.posterior.itemRows.subarray(8, 12));
  expect(updated.posterior.itemRows.subarray(12, 16)).not.toEqual(once.posterior.itemRows.subarray(12, 16));
});
