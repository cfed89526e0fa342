import { createRandomStream, sigmoid } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { calibrated, fitCalibration, UNCALIBRATED } from "./mastery-calibration";

/** Probabilities, and answers that follow sigmoid(slope logit p + offset) of them. */
function drawn(slope: number, offset: number, count: number): { p: Float32Array; scores: Float32Array } {
  const random = createRandomStream(4, "calibration");
  const x = Float64Array.from({ length: count }, () => 1.5 * random.normal());
  return {
    p: Float32Array.from(x, sigmoid),
    scores: Float32Array.from(x, (value) => (random.uniform() < sigmoid(slope * value + offset) ? 1 : 0)),
  };
}

describe("fitCalibration", () => {
  it("finds the slope and offset that made the answers", () => {
    const { p, scores } = drawn(0.6, -0.4, 40_000);
    const { slope, offset } = fitCalibration(p, scores);
    // Standard errors: about 0.012 each.
    expect(Math.abs(slope - 0.6)).toBeLessThan(0.05);
    expect(Math.abs(offset + 0.4)).toBeLessThan(0.05);
  });

  it("sits where the gradient of likelihood and prior is zero", () => {
    const { p, scores } = drawn(1.4, 0.3, 50);
    const { slope, offset } = fitCalibration(p, scores);
    let [bySlope, byOffset] = [2.5 * (slope - 1), 2.5 * offset];
    for (const [n, value] of p.entries()) {
      const x = Math.log(value / (1 - value));
      const error = 1 / (1 + Math.exp(-(slope * x + offset))) - scores[n]!;
      bySlope += error * x;
      byOffset += error;
    }
    expect(Math.abs(bySlope)).toBeLessThan(1e-6);
    expect(Math.abs(byOffset)).toBeLessThan(1e-6);
  });

  it("stays finite on answers of one kind and on certain probabilities", () => {
    const p = Float32Array.of(1, 1, 0, 0.5);
    for (const score of [0, 1]) {
      const fit = fitCalibration(p, new Float32Array(4).fill(score));
      for (const value of p) {
        expect(calibrated(value, fit)).toBeGreaterThanOrEqual(0);
        expect(calibrated(value, fit)).toBeLessThanOrEqual(1);
      }
    }
  });

  it("does not turn mastery upside down", () => {
    const { p, scores } = drawn(-1, 0, 2000);
    expect(fitCalibration(p, scores)).toBe(UNCALIBRATED);
  });
});

it("leaves probabilities as they are where nothing was fitted", () => {
  for (const p of [0.01, 0.3, 0.99]) expect(calibrated(p, UNCALIBRATED)).toBeCloseTo(p, 12);
});
