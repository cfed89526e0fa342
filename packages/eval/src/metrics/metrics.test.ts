import { isZpdError } from "@zpd/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accuracy } from "./accuracy";
import { brier } from "./brier";
import { calibrationError } from "./calibration-error";
import { logLoss } from "./log-loss";
import { rmse } from "./rmse";

const probability = [0.9, 0.5, 0.2, 0.6];
const score = [1, 1, 0, 0];

it("accuracy: three of four fall on their side, one half counting as right", () => {
  expect(accuracy(probability, score)).toBe(0.75);
  expect(accuracy([0.5], [0])).toBe(0);
  // Fractional: 0.7 is cut to right, 0.2 to wrong.
  expect(accuracy([0.6, 0.6], [0.7, 0.2])).toBe(0.5);
});

it("brier and rmse: (0.01 + 0.25 + 0.04 + 0.36) / 4 = 0.165", () => {
  expect(brier(probability, score)).toBeCloseTo(0.165, 14);
  expect(rmse(probability, score)).toBeCloseTo(Math.sqrt(0.165), 14);
  expect(brier([0.25], [0.75])).toBe(0.25);
});

it("log loss: -(ln 0.9 + ln 0.5 + ln 0.8 + ln 0.4) / 4", () => {
  // 0.9 · 0.5 · 0.8 · 0.4 = 0.144.
  expect(logLoss(probability, score)).toBeCloseTo(-Math.log(0.144) / 4, 14);
});

it("log loss of a fractional score is least at that share, where it is the entropy", () => {
  const entropy = -(0.3 * Math.log(0.3) + 0.7 * Math.log(0.7));
  expect(logLoss([0.3], [0.3])).toBeCloseTo(entropy, 14);
  expect(logLoss([0.31], [0.3])).toBeGreaterThan(entropy);
});

it("log loss of certainty: free when right, infinite when wrong, -ln epsilon with a bound", () => {
  expect(logLoss([1, 0], [1, 0])).toBe(0);
  expect(logLoss([1, 0.5], [0, 1])).toBe(Number.POSITIVE_INFINITY);
  expect(logLoss([1], [0], { epsilon: 0.001 })).toBeCloseTo(-Math.log(0.001), 12);
});

it("calibration error by hand, five bins", () => {
  // Bin 0 (0…0.2): 0.1, 0.1 against 0, 1: 2/5 · |0.1 - 0.5| = 0.16. Bin 2 (0.4…0.6): 0.4 against 0: 1/5 · 0.4 = 0.08.
  // Bin 4 (0.8…1): 0.9, 1 against 1, 1: 2/5 · |0.95 - 1| = 0.02. Sum 0.26.
  expect(calibrationError([0.1, 0.1, 0.4, 0.9, 1], [0, 1, 0, 1, 1], { bins: 5 })).toBeCloseTo(0.26, 14);
  // One bin: |mean probability - mean score| = |0.5 - 0.6|.
  expect(calibrationError([0.1, 0.1, 0.4, 0.9, 1], [0, 1, 0, 1, 1], { bins: 1 })).toBeCloseTo(0.1, 14);
});

it("a constant prediction of the base rate has no calibration error and the variance as Brier score", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 50 }), (answers) => {
      const rate = answers.reduce<number>((sum, value) => sum + value, 0) / answers.length;
      const constant = answers.map(() => rate);
      expect(calibrationError(constant, answers)).toBeCloseTo(0, 12);
      expect(brier(constant, answers)).toBeCloseTo(rate * (1 - rate), 12);
    }),
  );
});

const metrics = { accuracy, brier, rmse, logLoss, calibrationError };

it.each(Object.entries(metrics))("%s refuses bad columns", (name, metric) => {
  const cases: [number[], number[], string][] = [
    [[0.1], [0, 1], `${name}: expected score of shape [N] as probability, 1 values, got 2 values`],
    [[], [], `${name}: expected at least one answer, got none`],
    [[0.1, Number.NaN], [0, 1], `${name}: expected probabilities in 0…1, got NaN at answer 1`],
    [[1.1], [0], `${name}: expected probabilities in 0…1, got 1.1 at answer 0`],
    [[0.1], [2], `${name}: expected scores in 0…1, got 2 at answer 0`],
  ];
  for (const [p, s, message] of cases) expect(() => metric(p, s)).toThrow(message);
});

it("refuses bad options", () => {
  expect(() => logLoss([0.1], [0], { epsilon: 0.5 })).toThrow("0 <= epsilon < 0.5");
  expect(() => calibrationError([0.1], [0], { bins: 0 })).toThrow("bins to be a whole number");
  try {
    logLoss([0.1], [0], { epsilon: -1 });
  } catch (error) {
    expect(isZpdError(error) && error.code).toBe("INVALID_CONFIG");
  }
});
