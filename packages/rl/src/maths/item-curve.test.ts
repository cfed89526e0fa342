import { createNumberedVocabulary } from "@zpd/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { curveInformation } from "./item-curve";
import { posteriorMean } from "./posterior-mean";

const finite = (min: number, max: number) => fc.integer({ min: min * 1000, max: max * 1000 }).map((n) => n / 1000);

function bankOf(a: readonly number[], b: readonly number[], c?: readonly number[]) {
  return {
    items: createNumberedVocabulary(a.length),
    factors: 1,
    discrimination: Float64Array.from(a),
    threshold: Float64Array.from(b),
    ...(c === undefined ? {} : { guess: Float64Array.from(c) }),
  };
}

const probability = (a: number, b: number, c: number, x: number) => c + (1 - c) / (1 + Math.exp(b - a * x));

it("informs as (dP/dability)² / (P (1 - P)) by central differences", () => {
  fc.assert(
    fc.property(finite(-3, 3), finite(-2, 2), finite(0, 0.4), finite(-3, 3), (a, b, c, x) => {
      const h = 1e-5;
      const slope = (probability(a, b, c, x + h) - probability(a, b, c, x - h)) / (2 * h);
      const p = probability(a, b, c, x);
      const found = curveInformation(bankOf([a], [b], [c]), 0, x);
      expect(Math.abs(found - slope ** 2 / (p * (1 - p)))).toBeLessThan(1e-7 * (1 + found));
    }),
  );
});

it("informs by the closed form a² P Q, and by nothing far away", () => {
  // At ability = difficulty: a² / 4.
  expect(curveInformation(bankOf([1.6], [0.8]), 0, 0.5)).toBeCloseTo(0.64, 14);
  expect(curveInformation(bankOf([1], [0], [0.25]), 0, -2000)).toBe(0);
  expect(curveInformation(bankOf([1], [0]), 0, 2000)).toBe(0);
});

it("has the mean and deviation of fine quadrature by hand", () => {
  const a = [1, 1.7, 0.8];
  const b = [0, -0.4, 1.1];
  const c = [0, 0.2, 0.1];
  const correct = [true, false, true];
  const moments = [0, 0, 0];
  // Simpson's rule, 20,000 steps over 12 prior deviations each way, prior N(.3, 1.5²).
  for (let q = 0; q <= 20000; q++) {
    const x = 0.3 + 1.5 * (-12 + (24 * q) / 20000);
    let weight = (q === 0 || q === 20000 ? 1 : q % 2 === 1 ? 4 : 2) * Math.exp(-(((x - 0.3) / 1.5) ** 2) / 2);
    for (let n = 0; n < 3; n++) {
      const p = probability(a[n]!, b[n]!, c[n]!, x);
      weight *= correct[n] ? p : 1 - p;
    }
    for (let m = 0; m < 3; m++) moments[m]! += weight * x ** m;
  }
  const mean = moments[1]! / moments[0]!;
  const deviation = Math.sqrt(moments[2]! / moments[0]! - mean ** 2);
  const found = posteriorMean(bankOf(a, b, c), [0, 1, 2], correct, { ability: 0.3, standardError: 1.5 });
  expect(found.ability).toBeCloseTo(mean, 7);
  expect(found.standardError).toBeCloseTo(deviation, 7);
});

it("gives the prior back without answers, and is finite for any record", () => {
  const bank = bankOf(new Array(60).fill(3), new Array(60).fill(0));
  const items = Array.from({ length: 60 }, (_, i) => i);
  const prior = { ability: -1, standardError: 2 };
  const none = posteriorMean(bank, [], [], prior);
  expect(none.ability).toBeCloseTo(-1, 12);
  expect(none.standardError).toBeCloseTo(2, 6);
  for (const right of [true, false]) {
    const { ability, standardError } = posteriorMean(bank, items, new Array(60).fill(right), prior);
    expect(right ? ability > 1 : ability < -1).toBe(true);
    expect(standardError).toBeGreaterThan(0);
  }
});
