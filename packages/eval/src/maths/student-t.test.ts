import { expect, it } from "vitest";
import { logGamma, studentTQuantile, studentTUpperTail } from "./student-t";

// NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2 (three decimals).
it.each([
  [0.975, 1, 12.706],
  [0.975, 2, 4.303],
  [0.975, 4, 2.776],
  [0.975, 9, 2.262],
  [0.975, 30, 2.042],
  [0.975, 100, 1.984],
  [0.95, 5, 2.015],
  [0.995, 10, 3.169],
  [0.999, 3, 10.215],
])("quantile of %f at %i degrees is the published %f", (probability, degrees, published) => {
  expect(Math.abs(studentTQuantile(probability, degrees) - published)).toBeLessThanOrEqual(0.0005 + 1e-9);
});

it("has the closed forms of one and two degrees of freedom", () => {
  // One: Cauchy, tan(π (p - 1/2)). Two: (2p - 1) √(2 / (4p(1 - p))).
  for (const p of [0.51, 0.6, 0.9, 0.975, 0.999]) {
    expect(studentTQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 9);
    expect(studentTQuantile(p, 2)).toBeCloseTo((2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p))), 10);
    expect(studentTQuantile(1 - p, 2)).toBeCloseTo(-(2 * p - 1) * Math.sqrt(2 / (4 * p * (1 - p))), 9);
  }
});

it("tends to the normal quantile 1.959963985", () => {
  expect(Math.abs(studentTQuantile(0.975, 1e7) - 1.959963984540054)).toBeLessThan(1e-5);
  expect(studentTUpperTail(0, 7)).toBeCloseTo(0.5, 14);
});

it("knows log Γ at integers and halves", () => {
  // Γ(1/2) = √π, Γ(5) = 24, Γ(101) = 100!, whose logarithm is 363.7393755555635 (sum of logarithms).
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 13);
  expect(logGamma(101)).toBeCloseTo(363.7393755555635, 10);
});

it("refuses probabilities outside 0…1", () => {
  expect(() => studentTQuantile(1, 3)).toThrow("0 < probability < 1");
  expect(() => studentTQuantile(0.5, 0)).toThrow("degrees > 0");
});
