import {
  createInteractionLog,
  createNumberedVocabulary,
  createRandomStream,
  NO_ITEM,
  qMatrixFromIds,
  sigmoid,
} from "@zpd/core";
import { expect, it } from "vitest";
import { eloDescriptor } from "./elo";

// Item 0 needs a, item 1 a and b, item 2 b, item 3 nothing; item 2 is never answered.
const tiny = createInteractionLog({
  learners: createNumberedVocabulary(1),
  items: createNumberedVocabulary(4),
  qMatrix: qMatrixFromIds([["a"], ["a", "b"], ["b"], []]),
  offsets: Int32Array.of(0, 3),
  item: Int32Array.of(0, 1, 3),
  score: Uint8Array.of(1, 0, 1),
});
const steps = {
  abilityStep: 0.5,
  abilityDecay: 0.5,
  conceptStep: 0.8,
  conceptDecay: 1,
  itemStep: 0.6,
  itemDecay: 0.2,
};

it("makes the published updates, worked by hand over one pass", async () => {
  const { tracer, report } = await eloDescriptor.fit(tiny, { ...steps, maxPasses: 1 }, { seed: 1 });
  // Start: every difficulty at -logit((2 + 1) / (3 + 2)) = -log(1.5); the learner at 0.
  const d = -Math.log(1.5);
  // Answer 1: item 0 right.
  const p1 = sigmoid(0 - d);
  const d0 = d - 0.6 * (1 - p1);
  const ability1 = 0.5 * (1 - p1);
  const a1 = 0.8 * (1 - p1);
  // Answer 2: item 1 wrong, one earlier answer by the learner and on a.
  const p2 = sigmoid(ability1 + (a1 + 0) / 2 - d);
  const d1 = d + 0.6 * p2;
  const ability2 = ability1 - (0.5 / 1.5) * p2;
  // Answer 3: item 3, no concept, two earlier answers.
  const p3 = sigmoid(ability2 - d);
  const d3 = d - 0.6 * (1 - p3);
  const difficulty = tracer.toModelFile().tensors.difficulty!.data;
  // Item 2 takes the mean of b's answered items, which is item 1.
  for (const [i, expected] of [d0, d1, d1, d3].entries()) expect(difficulty[i]).toBeCloseTo(expected, 6);
  expect(report.logLikelihood).toBeCloseTo(Math.log(p1) + Math.log(1 - p2) + Math.log(p3), 6);
});

it("moves learners at run time with difficulties frozen", async () => {
  const { tracer } = await eloDescriptor.fit(tiny, { ...steps, maxPasses: 1 }, { seed: 1 });
  const file = tracer.toModelFile();
  const restored = eloDescriptor.restore({
    ...file,
    tensors: { difficulty: { shape: [4], data: Float64Array.of(0.5, -0.2, 1, 0) } },
  });
  const state = restored.start(2);
  restored.observe(state, Int32Array.of(1, NO_ITEM), Float32Array.of(1, 0));
  restored.observe(state, Int32Array.of(0, NO_ITEM), Float32Array.of(0, 0));
  const up = 1 - sigmoid(0.2);
  const p = sigmoid(0.5 * up + 0.8 * up - 0.5);
  const ability = 0.5 * up - (0.5 / 1.5) * p;
  const a = 0.8 * up - (0.8 / 2) * p;
  const b = 0.8 * up;
  const expected = [ability + a - 0.5, ability + (a + b) / 2 + 0.2, ability + b - 1, ability, -0.5, 0.2, -1, 0].map(
    sigmoid,
  );
  for (const [k, value] of expected.entries()) expect(restored.predict(state)[k]).toBeCloseTo(value, 6);
  // Mean difficulty of a's items 0 and 1: 0.15, of b's items 1 and 2: 0.4.
  const mastery = [ability + a - 0.15, ability + b - 0.4, -0.15, -0.4].map(sigmoid);
  for (const [k, value] of mastery.entries()) expect(restored.mastery(state)[k]).toBeCloseTo(value, 6);
});

it("keeps one skill alone without perConcept", async () => {
  const { tracer } = await eloDescriptor.fit(tiny, { ...steps, perConcept: false }, { seed: 1 });
  const state = tracer.start(1);
  const before = tracer.mastery(state).slice();
  tracer.observe(state, Int32Array.of(3), Float32Array.of(1));
  // An answer without a concept lifts every concept.
  for (const [c, p] of tracer.mastery(state).entries()) expect(p).toBeGreaterThan(before[c]!);
});

function correlation(x: ArrayLike<number>, y: readonly number[]): number {
  const n = y.length;
  const meanX = Array.from(x).reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i]! - meanX) * (y[i]! - meanY);
    xx += (x[i]! - meanX) ** 2;
    yy += (y[i]! - meanY) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

it("finds planted difficulties and abilities of a Rasch model", async () => {
  const random = createRandomStream(31, "rasch");
  const items = 60;
  const learners = 600;
  const difficulty = Array.from({ length: items }, () => random.normal());
  const ability = Array.from({ length: learners }, () => random.normal());
  const item = new Int32Array(learners * items);
  const score = new Uint8Array(item.length);
  for (let l = 0, n = 0; l < learners; l++) {
    for (const i of random.shuffle(Int32Array.from({ length: items }, (_, k) => k))) {
      item[n] = i;
      score[n++] = random.uniform() < sigmoid(ability[l]! - difficulty[i]!) ? 1 : 0;
    }
  }
  const log = createInteractionLog({
    learners: createNumberedVocabulary(learners),
    items: createNumberedVocabulary(items),
    qMatrix: qMatrixFromIds(difficulty.map(() => ["a"])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * items),
    item,
    score,
  });
  const { tracer } = await eloDescriptor.fit(log, { perConcept: false }, { seed: 1 });
  const state = tracer.start(learners);
  for (let t = 0; t < items; t++) {
    const rows = Int32Array.from({ length: learners }, (_, l) => l * items + t);
    tracer.observe(
      state,
      rows.map((n) => item[n]!),
      Float32Array.from(rows, (n) => score[n]!),
    );
  }
  const fitted = tracer.toModelFile().tensors.difficulty!.data;
  expect(correlation(fitted, difficulty)).toBeGreaterThan(0.97);
  // 60 answers leave an ability's standard error near 0.3, a correlation of 0.96 at best.
  expect(correlation(tracer.mastery(state), ability.map(sigmoid))).toBeGreaterThan(0.88);
});
