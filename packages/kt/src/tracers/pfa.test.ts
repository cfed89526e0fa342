import {
  createInteractionLog,
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  NO_ITEM,
  qMatrixFromIds,
  sigmoid,
} from "@zpd/core";
import { expect, it } from "vitest";
import { pfaDescriptor } from "./pfa";

/** Learners who follow PFA exactly, each answering `steps` random items. */
function plantedLog(parameters: readonly (readonly [number, number, number])[], learners: number, steps: number) {
  const random = createRandomStream(11, "pfa-planted");
  const concepts = parameters.length;
  // One item for each concept, and one that needs the first two.
  const qMatrix = qMatrixFromIds([...parameters.map((_, c) => [`${c}`]), ["0", "1"]]);
  const item: number[] = [];
  const score: number[] = [];
  for (let l = 0; l < learners; l++) {
    const right = new Array<number>(concepts).fill(0);
    const wrong = new Array<number>(concepts).fill(0);
    for (let t = 0; t < steps; t++) {
      const i = random.integer(concepts + 1);
      const needs = i === concepts ? [0, 1] : [i];
      const logit = needs.reduce((sum, c) => {
        const [easiness, success, failure] = parameters[c]!;
        return sum + easiness + success * right[c]! + failure * wrong[c]!;
      }, 0);
      const correct = random.uniform() < sigmoid(logit) ? 1 : 0;
      for (const c of needs) (correct === 1 ? right : wrong)[c]!++;
      item.push(i);
      score.push(correct);
    }
  }
  return createInteractionLog({
    learners: createNumberedVocabulary(learners),
    items: createNumberedVocabulary(concepts + 1),
    qMatrix,
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * steps),
    item: Int32Array.from(item),
    score: Uint8Array.from(score),
  });
}

it("recovers the parameters that made the answers", async () => {
  const planted = [
    [-0.6, 0.15, 0.05],
    [0.4, 0.05, -0.1],
    [-1.2, 0.25, 0.1],
  ] as const;
  const log = plantedLog(planted, 10_000, 24);
  // A strong ridge holds the intercept, which the planted model does not have, at 0.
  const config = { easinessRidge: 0, gainRidge: 0, interceptRidge: 1e9 };
  const { report } = await pfaDescriptor.fit(log, config, { seed: 1 });
  expect(report.converged).toBe(true);
  // 240,000 answers, a quarter to a half of them under each concept: standard errors near 0.015 and 0.007.
  for (const [c, [easiness, success, failure]] of planted.entries()) {
    const row = report.parameters![c]!;
    expect(Math.abs((row.easiness as number) - easiness)).toBeLessThan(0.05);
    expect(Math.abs((row.successGain as number) - success)).toBeLessThan(0.02);
    expect(Math.abs((row.failureGain as number) - failure)).toBeLessThan(0.02);
  }
});

// Three learners, concept a only. Counts before each answer: (0, 0) right, (0, 0) wrong, (0, 0) right: the rate 2/3.
const tiny: InteractionLog = createInteractionLog({
  learners: createNumberedVocabulary(3),
  items: createNumberedVocabulary(3),
  qMatrix: qMatrixFromIds([["a"], ["a", "b"], []]),
  offsets: Int32Array.of(0, 1, 2, 3),
  item: Int32Array.of(0, 0, 0),
  score: Uint8Array.of(1, 0, 1),
});

it("fits first answers to the log-odds of their rate", async () => {
  const { tracer, report } = await pfaDescriptor.fit(tiny, { easinessRidge: 0, interceptRidge: 1e9 }, { seed: 1 });
  expect(report.parameters![0]!.easiness).toBeCloseTo(Math.log(2), 5);
  expect(report.logLikelihood).toBeCloseTo(2 * Math.log(2 / 3) + Math.log(1 / 3), 6);
  expect(tracer.predictItems(tracer.start(1), Int32Array.of(0))[0]).toBeCloseTo(2 / 3, 5);
});

it("sums the terms of an item's concepts at the learner's own counts", async () => {
  const { tracer } = await pfaDescriptor.fit(tiny, {}, { seed: 1 });
  const file = tracer.toModelFile();
  const restored = pfaDescriptor.restore({
    ...file,
    tensors: {
      intercept: { shape: [1], data: Float64Array.of(0.1) },
      easiness: { shape: [2], data: Float64Array.of(0.5, -1) },
      successGain: { shape: [2], data: Float64Array.of(0.2, 0.3) },
      failureGain: { shape: [2], data: Float64Array.of(-0.4, 0.05) },
    },
  });
  const state = restored.start(2);
  restored.observe(state, Int32Array.of(1, NO_ITEM), Float32Array.of(1, 0));
  restored.observe(state, Int32Array.of(0, NO_ITEM), Float32Array.of(0, 0));
  // Learner 0: a has one right and one wrong, b one right. Learner 1: nothing.
  const expected = [0.1 + 0.5 + 0.2 - 0.4, 0.1 + 0.5 + 0.2 - 0.4 - 1 + 0.3, 0.1, 0.6, -0.4, 0.1].map(sigmoid);
  const predicted = restored.predict(state);
  for (const [k, p] of expected.entries()) expect(predicted[k]).toBeCloseTo(p, 6);
  const mastery = [0.4, 0.1 - 1 + 0.3, 0.6, -0.9].map(sigmoid);
  for (const [k, p] of mastery.entries()) expect(restored.mastery(state)[k]).toBeCloseTo(p, 6);
});

it("warns of concepts always answered alike", async () => {
  const log = { ...tiny, score: Uint8Array.of(1, 1, 1) };
  const { report } = await pfaDescriptor.fit(log, {}, { seed: 1 });
  const codes = Object.fromEntries(report.warnings.map(({ code, ids }) => [code, ids]));
  expect(codes.SEPARATION).toEqual(["a"]);
  expect(codes.CONCEPT_WITHOUT_DATA).toEqual(["b"]);
  expect("ONE_OUTCOME" in codes).toBe(true);
});

it("refuses options it does not have, out of range, or of another model", async () => {
  const fit = (config: object) => pfaDescriptor.fit(tiny, config, { seed: 1 });
  await expect(fit({ gainRigde: 1 })).rejects.toThrow('did you mean "gainRidge"?');
  await expect(fit({ gainRidge: -1 })).rejects.toThrow('pfa.fit: expected "gainRidge" at least 0, got -1');
  const file = (await fit({})).tracer.toModelFile();
  expect(() => pfaDescriptor.restore({ ...file, config: { ...file.config, model: "bkt" } })).toThrow("pfa.restore");
});
