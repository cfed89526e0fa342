import {
  createInteractionLog,
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  type NamedTensor,
  type ProgressEvent,
  qMatrixFromIds,
  sigmoid,
} from "@zpd/core";
import { expect, it } from "vitest";
import { makeLog } from "../../test/made-log";
import { logisticDescriptor } from "./logistic";

// Concepts a and b; item 0 needs a, item 1 both, item 2 b, item 3 none.
const tiny = createInteractionLog({
  learners: createNumberedVocabulary(2),
  items: createNumberedVocabulary(4),
  qMatrix: qMatrixFromIds([["a"], ["a", "b"], ["b"], []]),
  offsets: Int32Array.of(0, 2, 4),
  item: Int32Array.of(0, 1, 0, 1),
  score: Uint8Array.of(1, 0, 1, 1),
});

const tensor = (...values: number[]): NamedTensor => ({ shape: [values.length], data: Float64Array.from(values) });

async function handMadeTracer() {
  const { tracer } = await logisticDescriptor.fit(tiny, { learnerDecays: [0.5], conceptDecays: [0.25] }, { seed: 1 });
  const file = tracer.toModelFile();
  const tensors = {
    itemRate: tensor(0.75, 0.5, 0.25, 0.5),
    intercept: tensor(0.1),
    itemEffect: tensor(0.4, -0.3, 0.2, 0.7),
    conceptEffect: tensor(0.5, -0.5),
    successGain: tensor(0.3, 0.6),
    failureGain: tensor(-0.2, -0.1),
    // log successes, log failures, mean residual, decayed residual
    learner: tensor(0.2, -0.1, 2, 1),
    // log successes, log failures, mean residual, met, log answers since, previous answer, decayed residual
    concept: tensor(0.05, -0.04, 3, 0.25, -0.15, 0.35, 0.8),
    // log successes, log failures, met, last score, previous answer, previous answer's score
    repeat: tensor(0.9, -0.8, 0.11, 0.6, -0.07, 0.13),
  };
  return logisticDescriptor.restore({ ...file, tensors });
}

it("adds up the terms of learner, item, concepts and earlier answers, worked by hand", async () => {
  const tracer = await handMadeTracer();
  const state = tracer.start(1);
  tracer.observe(state, Int32Array.of(1), Float32Array.of(1));
  tracer.observe(state, Int32Array.of(0), Float32Array.of(0));
  // Answer 1: item 1 (a and b) right, residual 1 - 0.5 = 0.5. Answer 2: item 0 (a) wrong, residual 0 - 0.75 = -0.75.
  const log2 = Math.log(2);
  // Learner: one right, one wrong, residuals 0.5 - 0.75 = -0.25 over 2 + 5, decayed 0.5 * 0.5 - 0.75 = -0.5.
  const learner = 0.1 + 0.2 * log2 - 0.1 * log2 + 2 * (-0.25 / 7) + 1 * -0.5;
  // a: one right, one wrong, residuals -0.25 over 2 + 5, met, practised 1 answer ago (log 1 = 0), decayed 0.25 * 0.5 - 0.75.
  const a = 0.5 + (0.3 + 0.05) * log2 + (-0.2 - 0.04) * log2 + 3 * (-0.25 / 7) + 0.25 + 0.35 + 0.8 * -0.625;
  // b: one right, residual 0.5 over 1 + 5, met, practised 2 answers ago, decayed 0.5.
  const b = -0.5 + (0.6 + 0.05) * log2 + 3 * (0.5 / 6) + 0.25 - 0.15 * log2 + 0.8 * 0.5;
  // Item 0: one wrong answer, the previous one. Item 1: one right answer before that.
  const repeat0 = -0.8 * log2 + 0.11 - 0.6 - 0.07 - 0.13;
  const repeat1 = 0.9 * log2 + 0.11 + 0.6;
  const expected = [
    learner + 0.4 + a + repeat0,
    learner - 0.3 + (a + b) / 2 + repeat1,
    learner + 0.2 + b,
    learner + 0.7,
  ];
  for (const [i, z] of expected.entries()) {
    expect(tracer.predict(state)[i]).toBeCloseTo(sigmoid(z), 6);
    expect(tracer.predictItems(state, Int32Array.of(i))[0]).toBeCloseTo(sigmoid(z), 6);
  }
  // Mastery: an item of the concept alone, with the mean effect of its items (0 and 1; 1 and 2), not met before.
  expect(tracer.mastery(state)[0]).toBeCloseTo(sigmoid(learner + (0.4 - 0.3) / 2 + a), 6);
  expect(tracer.mastery(state)[1]).toBeCloseTo(sigmoid(learner + (-0.3 + 0.2) / 2 + b), 6);
});

/** Items of known difficulty, answered once each in random order by learners of fixed ability. */
function raschLog(learners: number, difficulty: readonly number[]): InteractionLog {
  const random = createRandomStream(21, "rasch");
  const items = difficulty.length;
  const item = new Int32Array(learners * items);
  const score = new Uint8Array(item.length);
  for (let l = 0, n = 0; l < learners; l++) {
    const ability = random.normal();
    for (const i of random.shuffle(Int32Array.from({ length: items }, (_, k) => k))) {
      item[n] = i;
      score[n++] = random.uniform() < sigmoid(ability - difficulty[i]!) ? 1 : 0;
    }
  }
  return createInteractionLog({
    learners: createNumberedVocabulary(learners),
    items: createNumberedVocabulary(items),
    qMatrix: qMatrixFromIds(difficulty.map(() => ["a"])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * items),
    item,
    score,
  });
}

it("finds the difficulties that made the answers, up to the common level", async () => {
  const difficulty = Array.from({ length: 15 }, (_, i) => (i - 7) / 4);
  const { tracer } = await logisticDescriptor.fit(raschLog(2000, difficulty), {}, { seed: 1 });
  const effect = Float64Array.from(tracer.toModelFile().tensors.itemEffect!.data);
  const level = effect.reduce((sum, e) => sum + e, 0) / effect.length;
  // A logit that leaves out part of the learner's ability is flatter than the truth: by less than a fifth here.
  for (const [i, d] of difficulty.entries())
    expect(Math.abs(effect[i]! - level + d)).toBeLessThan(0.1 + 0.2 * Math.abs(d));
});

it("learns from a learner's answers: the abler is predicted better", async () => {
  const { tracer } = await logisticDescriptor.fit(raschLog(500, [-1, -0.5, 0, 0.5, 1, 0, 0, 0]), {}, { seed: 1 });
  const state = tracer.start(2);
  for (let i = 0; i < 5; i++) tracer.observe(state, Int32Array.of(i, i), Float32Array.of(1, 0));
  const [right, wrong] = tracer.predictItems(state, Int32Array.of(6, 6));
  expect(right! - wrong!).toBeGreaterThan(0.3);
});

it("lets an item without training answers fall back to its concepts", async () => {
  const { tracer, report } = await logisticDescriptor.fit(
    makeLog({ seed: 3, learners: 50, answersEach: 30 }),
    {},
    { seed: 1 },
  );
  const { itemEffect } = tracer.toModelFile().tensors;
  expect(report.warnings.find(({ code }) => code === "ITEM_WITHOUT_DATA")!.ids).toEqual(["item10"]);
  expect(itemEffect!.data[10]).toBe(0);
  expect(itemEffect!.data[0]).not.toBe(0);
});

it("warns when no ridge holds items that are always answered alike", async () => {
  const { report } = await logisticDescriptor.fit(tiny, { itemRidge: 0, maxIterations: 3 }, { seed: 1 });
  const codes = report.warnings.map(({ code }) => code);
  expect(codes).toContain("SEPARATION");
  expect(report.warnings.find(({ code }) => code === "SEPARATION")!.ids).toEqual(["0"]);
});

it("says that it did not converge", async () => {
  const { report } = await logisticDescriptor.fit(tiny, { maxIterations: 1, tolerance: 0 }, { seed: 1 });
  expect(report.converged).toBe(false);
  expect(report.warnings.map(({ code }) => code)).toContain("NOT_CONVERGED");
});

it("reports its steps, and stops with the caller's reason when aborted", async () => {
  const log = makeLog({ seed: 4, learners: 3000, answersEach: 60 });
  const events: ProgressEvent[] = [];
  const control = new AbortController();
  const fit = logisticDescriptor.fit(
    log,
    {},
    {
      seed: 1,
      signal: control.signal,
      onProgress: (event) => {
        events.push(event);
        if (event.unit === "Newton steps") control.abort(new Error("enough"));
      },
    },
  );
  await expect(fit).rejects.toThrow("enough");
  // 180,000 answers, reported every 65,536 at the end of a learner's 60.
  expect(events.map(({ task, done, unit }) => `${task}: ${done} ${unit}`)).toEqual([
    "Building features: 65580 answers",
    "Building features: 131160 answers",
    "Building features: 180000 answers",
    "Fitting logistic: 1 Newton steps",
  ]);
});

it("refuses decays outside 0…1", async () => {
  await expect(logisticDescriptor.fit(tiny, { learnerDecays: [0.5, 1.5] }, { seed: 1 })).rejects.toThrow(
    'logistic.fit: expected "learnerDecays[1]" in 0…1, got 1.5',
  );
});
