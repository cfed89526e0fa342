import { sigmoid } from "@zpd/core";
import { expect, it } from "vitest";
import { expectedCorrect, takeAnswer } from "./ability-belief";

// Items known nearly exactly: variances of 1e-12.
const two = { factors: 2, itemRows: Float32Array.of(1, 0.5, 1e-12, 1e-12, 0.2, 1e-12) };

it("takes an answer as the step worked out by hand", () => {
  // S = I, mean 0: m = -0.2, v = 1 + 0.25. k = 1 / sqrt(1 + pi 1.25 / 8) = 0.81908, p = sigmoid(-0.163816) = 0.459137,
  // w = k p (1 - p) = 0.203403. S a = (1, .5), a' S a = 1.25, 1 + w 1.25 = 1.254254.
  const belief = { mean: new Float64Array(2), covariance: Float64Array.of(1, 0, 0, 1) };
  takeAnswer(two, belief, 0, 0, 1, new Float64Array(2));
  const [k, v] = [1 / Math.sqrt(1 + (Math.PI * 1.25) / 8), 1.25];
  const p = 1 / (1 + Math.exp(0.2 * k));
  const w = k * p * (1 - p);
  expect(belief.mean[0]).toBeCloseTo((1 - p) / (1 + w * v), 6);
  expect(belief.mean[0]).toBeCloseTo(0.540863 / 1.254254, 4);
  expect(belief.mean[1]).toBeCloseTo(belief.mean[0]! / 2, 6);
  // The inverse of (I + w a a').
  expect(belief.covariance[0]).toBeCloseTo((1 + 0.25 * w) / (1 + 1.25 * w), 6);
  expect(belief.covariance[1]).toBeCloseTo((-0.5 * w) / (1 + 1.25 * w), 6);
  expect(belief.covariance[3]).toBeCloseTo((1 + w) / (1 + 1.25 * w), 6);
});

it("follows the exact posterior of one factor within a few hundredths", () => {
  const items = { factors: 1, itemRows: Float32Array.of(1, 1e-12, 0, 1e-12, 1.5, 1e-12, 0.5, 1e-12) };
  const belief = { mean: new Float64Array(1), covariance: Float64Array.of(1) };
  const answers: [item: number, score: number][] = [];
  for (let n = 0; n < 30; n++) answers.push([n % 2, n % 3 === 0 ? 0 : 1]);
  for (const [item, score] of answers) takeAnswer(items, belief, 0, item, score, new Float64Array(1));
  // By quadrature over theta.
  let [mass, first, second] = [0, 0, 0];
  for (let theta = -6; theta <= 6; theta += 1e-3) {
    let density = Math.exp((-theta * theta) / 2);
    for (const [item, score] of answers) {
      const p = sigmoid(item === 0 ? theta : 1.5 * theta - 0.5);
      density *= score === 1 ? p : 1 - p;
    }
    mass += density;
    first += theta * density;
    second += theta * theta * density;
  }
  const mean = first / mass;
  expect(Math.abs(belief.mean[0]! - mean)).toBeLessThan(0.05);
  expect(Math.abs(Math.sqrt(belief.covariance[0]!) - Math.sqrt(second / mass - mean * mean))).toBeLessThan(0.03);
});

it("predicts the mean of the sigmoid over the belief", () => {
  const items = { factors: 1, itemRows: Float32Array.of(1.2, 1e-12, 0.4, 1e-12) };
  const belief = { mean: Float64Array.of(1), covariance: Float64Array.of(0.8) };
  let [mass, first] = [0, 0];
  for (let theta = -6; theta <= 8; theta += 1e-3) {
    const density = Math.exp(-((theta - 1) ** 2) / 1.6);
    mass += density;
    first += density * sigmoid(1.2 * theta - 0.4);
  }
  expect(expectedCorrect(items, belief, 0, 0, new Float64Array(1))).toBeCloseTo(first / mass, 2);
});
