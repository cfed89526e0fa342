import { createRandomStream, logit, sigmoid } from "@zpd/core";
import { expect, it } from "vitest";
import { fitLogistic } from "../maths/logistic-ridge";
import { fitLogisticRewardModel } from "./logistic-reward-model";

const draws = createRandomStream(11);
const learners = 40;
const mastery = Float32Array.from({ length: learners * 2 }, () => draws.uniform());
const preTest = Float64Array.from({ length: learners }, () => draws.uniform());
const postTest = preTest.map((pre, l) =>
  sigmoid(-1 + pre + 2 * mastery[2 * l]! - mastery[2 * l + 1]! + 0.3 * draws.normal()),
);
const model = fitLogisticRewardModel({ mastery, preTest, postTest, conceptIds: ["a", "b"] });

it("with one yes-or-no input the fit is the logit of the two groups' means", () => {
  // Means .3 and .8: intercept logit(.3), weight logit(.8) - logit(.3).
  const fit = fitLogistic(Float64Array.from([0, 0, 1, 1]), Float64Array.from([0.2, 0.4, 0.7, 0.9]), 0);
  expect(fit.intercept).toBeCloseTo(logit(0.3), 9);
  expect(fit.weights[0]).toBeCloseTo(logit(0.8) - logit(0.3), 9);
});

it("foretells a learner left out as a fit on the others does", () => {
  const rows = Float64Array.from({ length: learners * 3 }, (_, at) =>
    at % 3 === 0 ? preTest[Math.floor(at / 3)]! : mastery[2 * Math.floor(at / 3) + (at % 3) - 1]!,
  );
  const whole = fitLogistic(rows, postTest, 1);
  for (const left of [0, 7, 39]) {
    const kept = (at: number) => Math.floor(at / 3) !== left;
    const fit = fitLogistic(
      rows.filter((_, at) => kept(at)),
      postTest.filter((_, l) => l !== left),
      1,
    );
    let sum = fit.intercept;
    for (let j = 0; j < 3; j++) sum += fit.weights[j]! * rows[left * 3 + j]!;
    // One Newton step instead of a refit: the second order is left out.
    expect(Math.abs(whole.leftOut[left]! - sigmoid(sum))).toBeLessThan(1e-3);
    expect(Math.abs(whole.fitted[left]! - sigmoid(sum))).toBeGreaterThan(1e-3);
  }
});

it("recovers planted slopes, and its gradient is that of its prediction", () => {
  expect(model.inputs).toEqual(["preTest", "a", "b"]);
  for (const [j, planted] of [1, 2, -1].entries()) expect(Math.abs(model.weights[j]! - planted)).toBeLessThan(0.5);
  expect(model.r2LeaveOneOut).toBeLessThan(model.r2);
  const at = Float32Array.from([0.25, 0.5]);
  const gradient = model.gradient(at, Float64Array.of(0.3));
  // Steps that a float32 holds exactly.
  const step = 2 ** -10;
  for (let c = 0; c < 2; c++) {
    const score = (move: number) =>
      model.predict(
        at.map((value, k) => (k === c ? value + move : value)),
        Float64Array.of(0.3),
      )[0]!;
    expect(gradient[c]).toBeCloseTo((score(step) - score(-step)) / (2 * step), 6);
  }
  expect(model.meanGradient[0]).toBeGreaterThan(0);
  expect(model.meanGradient[1]).toBeLessThan(0);
});

it("stays finite when every test is perfect", () => {
  const perfect = fitLogisticRewardModel({
    mastery,
    postTest: new Float64Array(learners).fill(1),
    conceptIds: ["a", "b"],
  });
  expect(perfect.predict(mastery).every((score) => score > 0.99 && score <= 1)).toBe(true);
  expect(perfect.usesPreTest).toBe(false);
});

it("refuses what it cannot be fitted on", () => {
  expect(() =>
    fitLogisticRewardModel({ mastery: mastery.slice(0, 18), postTest: postTest.slice(0, 9), conceptIds: ["a", "b"] }),
  ).toThrow("fitLogisticRewardModel: expected at least 10 learners with a test after the course, got 9");
  const missing = preTest.map((pre, l) => (l === 3 ? Number.NaN : pre));
  expect(() => fitLogisticRewardModel({ mastery, preTest: missing, postTest, conceptIds: ["a", "b"] })).toThrow(
    "preTest in 0…1, got NaN for learner 3",
  );
});
