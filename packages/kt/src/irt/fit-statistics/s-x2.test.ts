import { createRandomStream } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { itemsOf, logOfAnswers, probability, simulateAnswers } from "../../../test/irt-items";
import { pooledChiSquare, sX2 } from "./s-x2";
import { fillScoreDistribution } from "./score-distribution";

const items = itemsOf([0.8, 1.2, 1, 1.5, 0.9], [-0.6, 0.2, 0, 0.5, -0.2], [0, 0.1, 0, 0.2, 0]);

/** All 2^5 sets of answers. */
const patterns = Array.from({ length: 32 }, (_, k) => [0, 1, 2, 3, 4].map((i) => (k >> i) & 1));
const score = (pattern: number[]) => pattern.reduce((a, b) => a + b);
const likelihood = (pattern: number[], ability: number, omitted = -1) =>
  pattern.reduce((product, x, i) => {
    const p = probability(items, i, ability);
    return i === omitted ? product : product * (x === 1 ? p : 1 - p);
  }, 1);

it("the distribution of scores is that of all patterns, with and without an item", () => {
  const nodes = [-1.5, 0.4];
  const right = Float64Array.from([0, 1, 2, 3, 4].flatMap((i) => nodes.map((x) => probability(items, i, x))));
  const out = new Float64Array(12);
  for (const omitted of [-1, 2]) {
    const counted = fillScoreDistribution(right, 5, 2, omitted, out);
    expect(counted).toBe(omitted < 0 ? 5 : 4);
    for (let k = 0; k <= 5; k++) {
      for (const [q, x] of nodes.entries()) {
        const rows = patterns.filter((row) => score(row) === k && (omitted < 0 || row[omitted] === 0));
        const expected = rows.reduce((sum, row) => sum + likelihood(row, x, omitted), 0);
        expect(out[k * 2 + q]).toBeCloseTo(expected, 14);
      }
    }
  }
});

it("joins thin scores from both ends inwards, by hand", () => {
  // Learners 4, 10, 10, 2; expected .5 | 4 | 5 | 1.8: the first joins the second (4.5 of 14), the last, .2 wrong, the
  // third (6.8 of 12).
  const { statistic, groups } = pooledChiSquare(
    Float64Array.of(4, 10, 10, 2),
    Float64Array.of(1, 5, 6, 2),
    Float64Array.of(0.5, 4, 5, 1.8),
    1,
  );
  expect(groups).toBe(2);
  expect(statistic).toBeCloseTo(1.5 ** 2 / (4.5 * (1 - 4.5 / 14)) + 1.2 ** 2 / (6.8 * (1 - 6.8 / 12)), 12);
});

it("sets observed shares against those of all patterns, integrated by brute force", () => {
  const { log } = simulateAnswers(items, 1500, 3);
  const found = sX2(log, items);
  const grid = Array.from({ length: 1201 }, (_, k) => -6 + k / 100);
  const chance = patterns.map((row) => grid.reduce((sum, x) => sum + likelihood(row, x) * Math.exp(-0.5 * x * x), 0));
  const given = Array.from({ length: 1500 }, (_, l) => [...log.score.subarray(5 * l, 5 * l + 5)]);
  for (let i = 0; i < 5; i++) {
    let statistic = 0;
    for (let k = 1; k <= 4; k++) {
      const at = (row: number[]) => score(row) === k;
      const all = patterns.reduce((sum, row, p) => sum + (at(row) ? chance[p]! : 0), 0);
      const right = patterns.reduce((sum, row, p) => sum + (at(row) && row[i] === 1 ? chance[p]! : 0), 0);
      const rows = given.filter(at);
      const share = rows.filter((row) => row[i] === 1).length / rows.length;
      statistic += (rows.length * (share - right / all) ** 2) / ((right / all) * (1 - right / all));
    }
    expect(found.statistic[i]).toBeCloseTo(statistic, 4);
    expect(found.degreesOfFreedom[i]).toBe(2);
  }
  expect(found.learners).toBe(1500);
});

describe("as a test", () => {
  const many = itemsOf(
    Array.from({ length: 10 }, (_, i) => 0.8 + 0.1 * i),
    Array.from({ length: 10 }, (_, i) => -1.5 + i / 3),
  );

  it("has the mean of chi-square under the true parameters", () => {
    let excess = 0;
    let spread = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { statistic, degreesOfFreedom } = sX2(simulateAnswers(many, 1000, seed).log, many, {
        parametersPerItem: 0,
      });
      for (const [i, value] of statistic.entries()) {
        excess += value - degreesOfFreedom[i]!;
        spread += 2 * degreesOfFreedom[i]!;
      }
    }
    expect(Math.abs(excess)).toBeLessThan(3 * Math.sqrt(spread));
  });

  it("finds an item that is answered by coin", () => {
    const { log } = simulateAnswers(many, 1000, 2);
    const random = createRandomStream(1, "coin");
    const score = log.score.map((x, n) => (log.item[n] === 4 ? random.integer(2) : x));
    const { pValue } = sX2({ ...log, score }, many);
    expect(pValue[4]).toBeLessThan(1e-6);
    expect(pValue.filter((p) => p < 1e-4)).toHaveLength(1);
  });
});

it("counts complete learners only, and says so", () => {
  const three = itemsOf([1, 1, 1], [0, 0, 0]);
  const log = logOfAnswers(three, [
    [
      [0, 1],
      [1, 0],
      [2, 1],
    ],
    [
      [0, 1],
      [1, 0],
    ],
    [
      [0, 1],
      [1, 0],
      [1, 0],
    ],
    [
      [2, 0],
      [1, 0],
      [0, 1],
    ],
  ]);
  const { learners, warnings, pValue } = sX2(log, three);
  expect(learners).toBe(2);
  expect(warnings.map(({ code, message }) => [code, message.slice(0, 6)])).toEqual([["INCOMPLETE_ANSWERS", "2 of 4"]]);
  // Scores 1 and 2 with one learner each: joined, nothing is left to judge.
  expect(pValue.every(Number.isNaN)).toBe(true);
});

it.each([
  ["no complete learner", [[[0, 1]]], {}, "INVALID_INPUT"],
  [
    "an unknown option",
    [
      [
        [0, 1],
        [1, 1],
        [2, 0],
      ],
    ],
    { minimum: 1 },
    "INVALID_CONFIG",
  ],
  [
    "too many nodes",
    [
      [
        [0, 1],
        [1, 1],
        [2, 0],
      ],
    ],
    { quadraturePoints: 1000 },
    "INVALID_CONFIG",
  ],
] as const)("refuses %s", (_, rows, options, code) => {
  const three = itemsOf([1, 1, 1], [0, 0, 0]);
  expect(() => sX2(logOfAnswers(three, rows), three, options as object)).toThrow(expect.objectContaining({ code }));
});
