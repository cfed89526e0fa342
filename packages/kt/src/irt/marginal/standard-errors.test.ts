import { expect, it } from "vitest";
import { difficultyVariance, invertInformation } from "./standard-errors";

it("inverts a matrix worked out by hand, whatever its units", () => {
  // [[4, 2], [2, 3]] has determinant 8.
  const inverse = invertInformation(Float64Array.of(4, 2, 2, 3), 2);
  for (const [k, value] of [3 / 8, -2 / 8, -2 / 8, 4 / 8].entries()) expect(inverse![k]).toBeCloseTo(value, 14);
  const units = invertInformation(Float64Array.of(4e12, 2, 2, 3e-12), 2);
  expect(units![0]! / (3e-12 / 8)).toBeCloseTo(1, 12);
});

it.each([
  ["a direction without information", [1, 2, 2, 4]],
  ["nearly none", [1, 1, 1, 1 + 1e-12]],
  ["a saddle", [1, 2, 2, 1]],
  ["a parameter without information", [1, 0, 0, 0]],
])("finds no inverse with %s", (_, matrix) => expect(invertInformation(Float64Array.from(matrix), 2)).toBeUndefined());

it("the variance of a difficulty is that of its differential", () => {
  // b = -d / a = -.5 at a = 2, d = 1: db = d/a² da - dd/a = .25 da - .5 dd.
  const [a, d, varA, varD, cov] = [2, 1, 0.04, 0.09, 0.01];
  expect(difficultyVariance(a, d, varA, varD, cov)).toBeCloseTo(0.0625 * varA + 0.25 * varD - 2 * 0.125 * cov, 14);
});
