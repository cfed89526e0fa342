import { createInteractionLog, createNumberedVocabulary, NO_ITEM, qMatrixFromIds } from "@zpd/core";
import { expect, it } from "vitest";
import { learnerMeanDescriptor } from "./learner-mean";

const log = createInteractionLog({
  learners: createNumberedVocabulary(2),
  items: createNumberedVocabulary(2),
  qMatrix: qMatrixFromIds([["a"], ["b"]]),
  offsets: Int32Array.of(0, 3, 4),
  item: Int32Array.of(0, 1, 0, 1),
  score: Uint8Array.of(1, 1, 0, 1),
});

it("moves each learner's rate from the overall one as she answers", async () => {
  const { tracer } = await learnerMeanDescriptor.fit(log, { priorStrength: 2 }, { seed: 1 });
  const state = tracer.start(2);
  expect([...tracer.predict(state)]).toEqual([0.75, 0.75, 0.75, 0.75]);
  tracer.observe(state, Int32Array.of(0, NO_ITEM), Float32Array.of(0, 0));
  tracer.observe(state, Int32Array.of(1, 0), Float32Array.of(0.5, 1));
  // Learner 0: (2 * 0.75 + 0 + 0.5) / 4; learner 1: (2 * 0.75 + 1) / 3.
  const first = 0.5;
  const second = Math.fround(2.5 / 3);
  expect([...tracer.predict(state)]).toEqual([first, first, second, second]);
  expect([...tracer.mastery(state)]).toEqual([first, first, second, second]);
});

it("reports the likelihood of the training answers, each predicted from those before it", async () => {
  const { report } = await learnerMeanDescriptor.fit(log, { priorStrength: 2 }, { seed: 1 });
  // Learner 0: 1.5/2, then 2.5/3, then a wrong answer at 3.5/4; learner 1: 1.5/2.
  const expected = Math.log(0.75) + Math.log(2.5 / 3) + Math.log(1 - 3.5 / 4) + Math.log(0.75);
  expect(report.logLikelihood).toBeCloseTo(expected, 12);
});
