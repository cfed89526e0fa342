import { createInteractionLog, createNumberedVocabulary, NO_ITEM, qMatrixFromIds } from "@zpd/core";
import { expect, it } from "vitest";
import { itemMeanDescriptor } from "./item-mean";

// Items 0 and 1 need concept a, item 2 needs b, item 3 needs a and is never answered; concept c has item 4, never answered.
const log = createInteractionLog({
  learners: createNumberedVocabulary(2),
  items: createNumberedVocabulary(5),
  qMatrix: qMatrixFromIds([["a"], ["a"], ["b"], ["a"], ["c"]]),
  offsets: Int32Array.of(0, 5, 8),
  item: Int32Array.of(0, 0, 1, 2, 2, 0, 1, 2),
  score: Uint8Array.of(1, 1, 0, 1, 0, 1, 0, 1),
});
// Overall rate 5/8. Sums: item 0 3 of 3, item 1 0 of 2, item 2 2 of 3.
const rate = 5 / 8;
const item0 = (4 * rate + 3) / 7;
const item1 = (4 * rate + 0) / 6;
const item2 = (4 * rate + 2) / 7;

it("shrinks each item's rate towards the overall rate and ignores the learner", async () => {
  const { tracer, report } = await itemMeanDescriptor.fit(log, { priorStrength: 4 }, { seed: 1 });
  const state = tracer.start(2);
  tracer.observe(state, Int32Array.of(1, NO_ITEM), Float32Array.of(1, 0));
  const expected = [item0, item1, item2, rate, rate];
  const predicted = tracer.predict(state);
  for (let k = 0; k < 10; k++) expect(predicted[k]).toBeCloseTo(expected[k % 5]!, 6);
  const mastery = tracer.mastery(state);
  const ofConcept = [(item0 + item1 + rate) / 3, item2, rate];
  for (let k = 0; k < 6; k++) expect(mastery[k]).toBeCloseTo(ofConcept[k % 3]!, 6);
  expect(report.warnings.map(({ code, ids }) => [code, ids])).toEqual([
    ["ITEM_WITHOUT_DATA", ["3", "4"]],
    ["CONCEPT_WITHOUT_DATA", ["c"]],
  ]);
});

it("without a prior gives the plain rates, and their likelihood", async () => {
  const { tracer, report } = await itemMeanDescriptor.fit(log, { priorStrength: 0 }, { seed: 1 });
  const predicted = tracer.predictItems(tracer.start(1), Int32Array.of(0, 1, 2, NO_ITEM, 3));
  expect([...predicted]).toEqual([1, 0, Math.fround(2 / 3), Number.NaN, rate]);
  expect(report.logLikelihood).toBeCloseTo(2 * Math.log(2 / 3) + Math.log(1 / 3), 12);
});

it("refuses a log without answers", async () => {
  const empty = { ...log, offsets: Int32Array.of(0, 0, 0), item: new Int32Array(0), score: new Uint8Array(0) };
  await expect(itemMeanDescriptor.fit(empty, {}, { seed: 1 })).rejects.toThrow(
    "item-mean.fit: expected a log with at least one answer, got 2 learners and no answers",
  );
});
