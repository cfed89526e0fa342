import { expect, it } from "vitest";
import { chiSquareUpperTail, logGamma } from "./chi-square";

// scipy 1.17: scipy.stats.chi2.sf(x, degrees).
it.each([
  [0.5, 1, 0.47950012218695337],
  [3.84, 1, 0.05004352124870519],
  [11.93841, 5, 0.03564152132958147],
  [2, 10, 0.9963401531726563],
  [40, 10, 1.694474393006737e-5],
  [100, 120, 0.907734948041067],
  [300, 120, 2.0761530190827615e-17],
  [1e-3, 3, 0.9999915920809419],
  [700, 5, 4.911986103573117e-149],
])("P(chi-square > %d) with %d degrees of freedom is scipy's", (x, degrees, expected) =>
  expect(Math.abs(chiSquareUpperTail(x, degrees) / expected - 1)).toBeLessThan(1e-11),
);

// scipy.special.gammaln.
it.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [1, 0],
  [2.5, 0.2846828704729192],
  [10, 12.801827480081469],
  [300, 1409.2020674704117],
])("log gamma of %d is scipy's", (x, expected) =>
  expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * (1 + expected)),
);

it("is 1 at 0 and NaN without a degree of freedom", () => {
  expect([chiSquareUpperTail(0, 3), chiSquareUpperTail(2, 0), chiSquareUpperTail(2, -1)]).toEqual([
    1,
    Number.NaN,
    Number.NaN,
  ]);
});
