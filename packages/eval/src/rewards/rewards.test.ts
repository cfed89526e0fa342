import { createRandomStream } from "@zpd/core";
import { expect, it } from "vitest";
import { fitRewardModel } from "./linear-reward-model";
import { masteryRewardModel } from "./mastery-reward-model";

it("solves the normal equations of a hand-worked line", () => {
  // Mastery 0, .25, .5, .75, 1 against .1, .3, .3, .5, .8: means .5 and .4; Sxy = (-.5)(-.3) + (-.25)(-.1) + 0 +
  // (.25)(.1) + (.5)(.4) = .4; Sxx = .625; slope .64, intercept .08. Residuals .02, .06, -.1, -.06, .08 -> SSE .024;
  // SST = .09 + .01 + .01 + .01 + .16 = .28; r2 = 1 - .024 / .28 = .914286.
  const model = fitRewardModel({
    mastery: Float32Array.from([0, 0.25, 0.5, 0.75, 1]),
    postTest: Float64Array.from([0.1, 0.3, 0.3, 0.5, 0.8]),
    conceptIds: ["loops"],
    ridge: 0,
    minLearners: 5,
  });
  expect(model.weights[0]).toBeCloseTo(0.64, 12);
  expect(model.intercept).toBeCloseTo(0.08, 12);
  expect(model.r2).toBeCloseTo(1 - 0.024 / 0.28, 12);
  expect(model.inputs).toEqual(["loops"]);
  expect(model.usesPreTest).toBe(false);
});

it("on standardised inputs a ridge as large as the number of learners halves every weight", () => {
  // The line above: standardised inputs have a sum of squares of 5, so that with a ridge of 5 the slope is .64 · 5 / 10, at
  // whatever scale the input comes.
  for (const scale of [1, 0.1]) {
    const model = fitRewardModel({
      mastery: Float32Array.from([0, 0.25, 0.5, 0.75, 1], (value) => scale * value),
      postTest: Float64Array.from([0.1, 0.3, 0.3, 0.5, 0.8]),
      conceptIds: ["loops"],
      ridge: 5,
      standardise: true,
      minLearners: 5,
      id: "halved",
    });
    expect(model.weights[0]).toBeCloseTo(0.32 / scale, 6);
    expect(model.predict(Float32Array.of(scale / 2))[0]).toBeCloseTo(0.4, 6);
    expect(model.id).toBe("halved");
  }
});

it("recovers planted weights with the pre-test first", () => {
  // Noise-free: post = 0.1 + 0.3 pre + 0.2 m0 + 0.35 m1, always inside 0…1.
  const draws = createRandomStream(3);
  const learners = 30;
  const preTest = Float64Array.from({ length: learners }, () => draws.uniform());
  const mastery = Float32Array.from({ length: learners * 2 }, () => draws.uniform());
  const postTest = preTest.map((pre, l) => 0.1 + 0.3 * pre + 0.2 * mastery[2 * l]! + 0.35 * mastery[2 * l + 1]!);
  const model = fitRewardModel({ mastery, preTest, postTest, conceptIds: ["a", "b"], ridge: 1e-6 });
  expect(model.inputs).toEqual(["preTest", "a", "b"]);
  expect(model.intercept).toBeCloseTo(0.1, 5);
  expect([...model.weights].map((weight) => Math.round(weight * 1e5) / 1e5)).toEqual([0.3, 0.2, 0.35]);
  expect(model.r2).toBeCloseTo(1, 8);
  // 0.1 + 0.3 · 0.5 + 0.2 · 1 + 0.35 · 0 = 0.45.
  expect(model.predict(Float32Array.from([1, 0]), Float64Array.from([0.5]))[0]).toBeCloseTo(0.45, 5);
});

it("clips to 0…1, has a solution with more concepts than learners, and lets NaN through", () => {
  const steep = fitRewardModel({
    mastery: Float32Array.from({ length: 10 }, (_, l) => (l < 5 ? 0.4 : 0.6)),
    postTest: Float64Array.from({ length: 10 }, (_, l) => (l < 5 ? 0 : 1)),
    conceptIds: ["a"],
    ridge: 1e-6,
  });
  expect([...steep.predict(Float32Array.from([0, 1, 0.5]))].map((p) => Math.round(p * 1e6) / 1e6)).toEqual([0, 1, 0.5]);
  expect(steep.predict(Float32Array.from([Number.NaN]))[0]).toBeNaN();
  const draws = createRandomStream(4);
  const wide = fitRewardModel({
    mastery: Float32Array.from({ length: 10 * 40 }, () => draws.uniform()),
    postTest: Float64Array.from({ length: 10 }, () => draws.uniform()),
    conceptIds: Array.from({ length: 40 }, (_, c) => `c${c}`),
    ridge: 1e-6,
  });
  expect(wide.weights.every(Number.isFinite)).toBe(true);
  // With more weights than learners the fit passes through every point.
  expect(wide.r2).toBeCloseTo(1, 4);
});

it("by default keeps the weight of a concept that hardly varies small, whatever least squares would say", () => {
  // The first concept decides; the second moves by thousandths with the noise that is left.
  const draws = createRandomStream(5);
  const noise = Float64Array.from({ length: 40 }, () => 0.02 * draws.normal());
  const known = Float64Array.from({ length: 40 }, () => draws.uniform());
  const data = {
    mastery: Float32Array.from({ length: 80 }, (_, at) =>
      at % 2 === 0 ? known[at >> 1]! : 0.998 + 0.02 * noise[at >> 1]!,
    ),
    postTest: known.map((k, l) => 0.2 + 0.6 * k + noise[l]!),
    conceptIds: ["decides", "saturated"],
  };
  expect(fitRewardModel({ ...data, ridge: 0 }).weights[1]).toBeGreaterThan(10);
  const model = fitRewardModel(data);
  expect(Math.abs(model.weights[1]!)).toBeLessThan(1);
  expect(model.weights[0]).toBeCloseTo(0.6, 1);
  expect(model.r2LeaveOneOut).toBeLessThan(model.r2);
});

it("refuses what it cannot be fitted on", () => {
  const data = {
    mastery: new Float32Array(10).fill(0.5),
    postTest: new Float64Array(10).fill(0.5),
    conceptIds: ["a"],
  };
  expect(() => fitRewardModel({ ...data, mastery: new Float32Array(9), postTest: new Float64Array(9) })).toThrow(
    "fitRewardModel: expected at least 10 learners with a test after the course, got 9",
  );
  expect(() => fitRewardModel({ ...data, mastery: new Float32Array(7) })).toThrow("mastery of shape [L, C], 10 values");
  expect(() => fitRewardModel({ ...data, preTest: new Float64Array(10).fill(Number.NaN) })).toThrow(
    "preTest in 0…1, got NaN for learner 0",
  );
  expect(() => fitRewardModel({ ...data, postTest: new Float64Array(10).fill(1.5) })).toThrow(
    "postTest in 0…1, got 1.5",
  );
  expect(() => fitRewardModel({ ...data, ridge: -1 })).toThrow("ridge");
  // Outcome without variance: nothing to explain, and the model says the constant.
  expect(fitRewardModel(data).r2).toBe(0);
  const withPre = fitRewardModel({ ...data, preTest: new Float64Array(10).fill(0.5) });
  expect(() => withPre.predict(Float32Array.from([1]))).toThrow("preTest of shape [B], 1 values, got 0 values");
});

it("without tests the score is the mean mastery", () => {
  const model = masteryRewardModel(["a", "b"]);
  expect([...model.predict(Float32Array.from([0, 0.5, 1, 0.5]))]).toEqual([0.25, 0.75]);
  expect(model.r2).toBeNaN();
  expect(() => model.predict(Float32Array.from([0, 0.5, 1]), undefined, new Float64Array(2))).toThrow("[B, C]");
});
