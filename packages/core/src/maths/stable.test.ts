import { describe, expect, it } from "vitest";
import { logit, logSigmoid, logSumExp, mean, sigmoid, softplus, stableSum, variance } from "./stable";

/** Equal to a few units in the last place: |a - b| <= 4 * 2^-52 * |b|, plus the smallest doubles. */
function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(4 * 2 ** -52 * Math.abs(expected) + 5e-324);
}

// mpmath 1.3 with 60 digits, e.g. mp.nstr(log(1 + exp(mpf("-37.5"))), 20): x, sigmoid, softplus, log sigmoid.
const sigmoids: [number, number, number, number][] = [
  [-745, 2.8223507304719370764e-324, 2.8223507304719370764e-324, -745],
  [-100, 3.720075976020835963e-44, 3.7200759760208359644e-44, -100],
  [-37.5, 5.175555005801868267e-17, 5.1755550058018684009e-17, -37.500000000000000052],
  [-1.25, 0.222700138825308853, 0.25192908134537288895, -1.501929081345372889],
  [0.1, 0.52497918747893998748, 0.74439666007357089774, -0.64439666007357089219],
  [3, 0.95257412682243321912, 3.0485873515737420588, -0.048587351573742058759],
  [40, 0.99999999999999999575, 40.000000000000000004, -4.2483542552915889863e-18],
];

describe("against 60-digit arithmetic", () => {
  it.each(sigmoids)("sigmoid, softplus and logSigmoid at %d", (x, s, plus, log) => {
    expectClose(sigmoid(x), s);
    expectClose(softplus(x), plus);
    expectClose(logSigmoid(x), log);
  });

  it.each([
    [1e-300, -690.77552789821370518],
    [1e-17, -39.143946580898776547],
    [0.1, -2.1972245773362193211],
    [0.25, -1.0986122886681096914],
    [0.75, 1.0986122886681096914],
    [1 - 2 ** -40, 27.725887222396902882],
  ])("logit at %d", (p, expected) => expectClose(logit(p), expected));

  it("logSumExp where exp alone would overflow or vanish", () => {
    expectClose(logSumExp([1000, 1001, 998.5]), 1001.3715390318526829);
    expectClose(logSumExp([-1000, -1000.25]), -999.42406058012115644);
  });
});

describe("at the ends", () => {
  it("sigmoid, softplus and logit reach their limits", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect([sigmoid(-infinity), sigmoid(infinity), sigmoid(0)]).toEqual([0, 1, 0.5]);
    expect([softplus(-infinity), softplus(infinity), softplus(1e308)]).toEqual([0, infinity, 1e308]);
    expect([logSigmoid(-1e308), logit(0), logit(1)]).toEqual([-1e308, -infinity, infinity]);
  });

  it("logSumExp of nothing, of zero probabilities, and with NaN", () => {
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY, 2])).toBe(2);
    expect(logSumExp([1, Number.NaN, 2])).toBeNaN();
    expect(logSumExp([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("stableSum", () => {
  it("keeps what a plain sum loses", () => {
    expect(stableSum([1, 1e100, 1, -1e100])).toBe(2);
    // 0.1 as a double, a million times, in exact fractions and rounded once: 100000.0.
    expect(stableSum(new Float64Array(1_000_000).fill(0.1))).toBe(100_000);
  });

  it("carries infinities and NaN on", () => {
    expect(stableSum([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(stableSum([1e308, 1e308])).toBe(Number.POSITIVE_INFINITY);
    expect(stableSum([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])).toBeNaN();
    expect(stableSum([1, Number.NaN])).toBeNaN();
    expect(stableSum([])).toBe(0);
  });
});

describe("mean and variance", () => {
  it("are those of a textbook", () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 40 / 8 = 5, squares of the differences 9+1+1+1+0+0+4+16 = 32, variance 32 / 7.
    const x = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(x)).toBe(5);
    expectClose(variance(x), 32 / 7);
  });

  it("do not lose small differences of large numbers", () => {
    // 1e9 + {4, 7, 13, 16}: mean 1e9 + 10, variance (36 + 9 + 9 + 36) / 3 = 30.
    const x = [4, 7, 13, 16].map((value) => 1e9 + value);
    expect(mean(x)).toBe(1e9 + 10);
    expect(variance(x)).toBe(30);
  });

  it("say NaN where there is nothing to say", () => {
    expect(mean([])).toBeNaN();
    expect(variance([1])).toBeNaN();
  });
});
