import { answerCount, createVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { expect, it } from "vitest";
import { makeAreas } from "../../../test/made-areas";
import { meanLogLoss } from "../../../test/made-responses";
import type { IrtPosterior } from "../types/posterior";
import { posteriorFromModelFile, posteriorToModelFile } from "../variational/posterior-file";
import { predictAnswers } from "../variational/predict-answers";
import { createItemCovariates } from "./create-item-covariates";
import { fitHierarchical } from "./fit-hierarchical";
import { savedHierarchicalConfig } from "./hierarchical-config";

const { train, test, areaOf } = makeAreas({ seed: 6, learners: 200, answersEach: 30 });
const covariates = createItemCovariates(train.items, {
  item: train.items.ids,
  columns: { area: areaOf, words: train.items.ids.map((_, i) => `${(i % 7) - 2}`) },
});

/** Answers `from … to - 1` of every learner. */
function answersBetween(log: InteractionLog, from: number, to: number): InteractionLog {
  const each = answerCount(log) / log.learners.size;
  const rows = Array.from(log.item.keys()).filter((n) => n % each >= from && n % each < to);
  return {
    ...log,
    offsets: Int32Array.from(log.offsets, (_, l) => l * (to - from)),
    item: Int32Array.from(rows, (n) => log.item[n]!),
    score: Uint8Array.from(rows, (n) => log.score[n]!),
  };
}

const config = { latentsPerFamily: 2, tolerance: 1e-4 };
const loss = (posterior: IrtPosterior) => meanLogLoss(predictAnswers(posterior, test), test.score);

it("an update, saved and read in between, predicts as a fit on all answers", async () => {
  const early = await fitHierarchical(answersBetween(train, 0, 27), covariates, config, { seed: 1 });
  const file = posteriorToModelFile(early.posterior, config);
  const prior = posteriorFromModelFile(file);
  for (const name of ["learnerRows", "itemRows", "itemScales", "itemPrior", "families"] as const) {
    expect(prior[name]).toEqual(early.posterior[name]);
  }
  const saved = savedHierarchicalConfig(prior, file.config.config);
  expect(saved).toMatchObject({ factors: 1, latentsPerFamily: 2, tolerance: 1e-4 });
  const freeze = { items: ["item 5"] };
  const updated = await fitHierarchical(answersBetween(train, 27, 30), undefined, saved, { seed: 1, prior, freeze });
  const all = await fitHierarchical(train, covariates, config, { seed: 1 });
  expect(loss(updated.posterior)).toBeLessThan(loss(early.posterior));
  expect(Math.abs(loss(updated.posterior) - loss(all.posterior))).toBeLessThan(0.004);
  const width = 2 * prior.factors + 2;
  const row = (rows: Float32Array, i: number) => rows.slice(i * width, (i + 1) * width);
  expect(row(updated.posterior.itemRows, 5)).toEqual(row(prior.itemRows, 5));
  expect(row(updated.posterior.itemRows, 6)).not.toEqual(row(prior.itemRows, 6));
});

it("an update takes in new items and attributes by their covariates, numbers on the earlier scale", async () => {
  const { posterior: prior } = await fitHierarchical(train, covariates, config, { seed: 1 });
  const items = createVocabulary(["item 1", "fresh"]);
  const log = {
    learners: createVocabulary(["learner 0", "nobody"]),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.of(0, 1, 3),
    item: Int32Array.of(1, 0, 1),
    score: Uint8Array.of(1, 0, 1),
  };
  const table = { item: [...items.ids], columns: { words: ["3", "-2"], area: ["area 1", "area new"] } };
  const { posterior } = await fitHierarchical(log, createItemCovariates(items, table), config, { seed: 1, prior });
  const [area, words] = posterior.families!;
  expect(area!.columns.at(-1)).toBe("area new");
  expect(words!.values.at(-1)! * words!.scale!).toBeCloseTo(-2, 12);
  expect(posterior.items.ids.at(-1)).toBe("fresh");
  expect(posterior.itemRows.every(Number.isFinite)).toBe(true);
  const without = fitHierarchical(log, undefined, config, { seed: 1, prior });
  await expect(without).rejects.toMatchObject({ code: "INVALID_INPUT", got: 'none for "fresh"' });
  const other = createItemCovariates(items, { item: [...items.ids], columns: { area: ["x", "y"] } });
  await expect(fitHierarchical(log, other, config, { seed: 1, prior })).rejects.toMatchObject({ got: "(area)" });
  const sizes = fitHierarchical(log, undefined, { latentsPerFamily: 1 }, { seed: 1, prior });
  await expect(sizes).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

it("gives the same bytes for the same seed", async () => {
  const [one, two] = await Promise.all([1, 2].map(() => fitHierarchical(train, covariates, config, { seed: 7 })));
  expect(one!.posterior.itemRows).toEqual(two!.posterior.itemRows);
});
