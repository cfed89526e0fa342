import type { ItemParameters } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { itemsOf, logOfAnswers, simulateAnswers } from "../../../test/irt-items";
import { fitMarginal } from "../marginal/fit-marginal";
import { m2 } from "./m2";

const ITEMS = 7;
const places = Array.from({ length: ITEMS }, (_, i) => i);
const patterns = Array.from({ length: 2 ** ITEMS }, (_, k) => places.map((i) => (k >> i) & 1));
const margins = [...places.map((i) => [i]), ...places.flatMap((i) => places.slice(i + 1).map((j) => [i, j]))];
const grid = Array.from({ length: 281 }, (_, k) => -7 + k / 20);
const density = grid.map((x) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) / 20);

/** P of every pattern from slopes, intercepts and logits of guesses, integrated by the trapezoid rule. */
function patternChances(vector: readonly number[]): number[] {
  return patterns.map((row) =>
    grid.reduce((sum, x, k) => {
      let product = density[k]!;
      for (const [i, score] of row.entries()) {
        const c = vector.length > 2 * ITEMS ? 1 / (1 + Math.exp(-vector[2 * ITEMS + i]!)) : 0;
        const p = c + (1 - c) / (1 + Math.exp(-vector[i]! * x - vector[ITEMS + i]!));
        product *= score === 1 ? p : 1 - p;
      }
      return sum + product;
    }, 0),
  );
}

const holds = (margin: number[], row: number[]) => (margin.every((i) => row[i] === 1) ? 1 : 0);
const marginChances = (chances: number[]) =>
  margins.map((margin) => chances.reduce((sum, p, r) => sum + p * holds(margin, patterns[r]!), 0));

/** Solves A X = B by Gauss-Jordan elimination with pivoting. */
function solve(a: number[][], b: number[][]): number[][] {
  const m = a.map((row, i) => [...row, ...b[i]!]);
  for (let c = 0; c < a.length; c++) {
    const pivot = m.reduce((best, row, r) => (r >= c && Math.abs(row[c]!) > Math.abs(m[best]![c]!) ? r : best), c);
    [m[c], m[pivot]] = [m[pivot]!, m[c]!];
    for (let r = 0; r < a.length; r++) {
      if (r === c) continue;
      const factor = m[r]![c]! / m[c]![c]!;
      for (let k = c; k < m[r]!.length; k++) m[r]![k]! -= factor * m[c]![k]!;
    }
  }
  return m.map((row, r) => row.slice(a.length).map((value) => value / row[r]!));
}
const transpose = (a: number[][]) => a[0]!.map((_, c) => a.map((row) => row[c]!));
const multiply = (a: number[][], b: number[][]) =>
  a.map((row) => b[0]!.map((_, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, 0)));

/** M2 from all patterns: covariance T (diag p - p p') T', derivatives by central differences along each direction. */
function bruteForce(shares: number[], vector: number[], directions: number[][], learners: number): number {
  const chances = patternChances(vector);
  const covariance = margins.map((a) =>
    margins.map((b) => {
      const both = chances.reduce((sum, p, r) => sum + p * holds(a, patterns[r]!) * holds(b, patterns[r]!), 0);
      const [x, y] = [a, b].map((m) => chances.reduce((sum, p, r) => sum + p * holds(m, patterns[r]!), 0));
      return both - x! * y!;
    }),
  );
  const h = 1e-4;
  const moved = (direction: number[], by: number) =>
    marginChances(patternChances(vector.map((v, k) => v + by * direction[k]!)));
  const columns = directions.map((direction) => {
    const [above, below] = [moved(direction, h), moved(direction, -h)];
    return above.map((value, m) => (value - below[m]!) / (2 * h));
  });
  const d = transpose(columns);
  const e = marginChances(chances).map((chance, m) => [shares[m]! - chance]);
  const [xe, xd] = [solve(covariance, e), solve(covariance, d)];
  const inner = multiply(columns, xd);
  const part = multiply(columns, xe);
  const projected = multiply(transpose(part), solve(inner, part))[0]![0]!;
  return learners * (multiply(transpose(e), xe)[0]![0]! - projected);
}

const unit = (size: number, on: (k: number) => boolean) => Array.from({ length: size }, (_, k) => (on(k) ? 1 : 0));
const singles = (size: number, from: number) =>
  Array.from({ length: size - from }, (_, k) => unit(size, (at) => at === from + k));

describe("against all patterns by brute force", () => {
  const difficulties = [-0.6, 0.2, 0, 0.5, -0.2, 1, -1];
  const flat = itemsOf(Array(ITEMS).fill(1), difficulties);
  const slopes = [0.8, 1.2, 1, 1.5, 0.9, 1.3, 0.7];
  const steep = itemsOf(slopes, difficulties);
  const guessed = itemsOf(slopes, difficulties, [0.2, 0.1, 0.25, 0.15, 0.2, 0.3, 0.05]);
  const { log } = simulateAnswers(steep, 400, 3);
  const rows = Array.from({ length: 400 }, (_, l) => [...log.score.subarray(ITEMS * l, ITEMS * (l + 1))]);
  const shares = margins.map((margin) => rows.filter((row) => holds(margin, row) === 1).length / 400);
  const vectorOf = ({ discrimination, threshold, guess }: ItemParameters) => [
    ...discrimination,
    ...threshold.map((t) => -t),
    ...(guess === undefined ? [] : [...guess].map((c) => Math.log(c / (1 - c)))),
  ];

  it.each([
    ["rasch", flat, singles(2 * ITEMS, ITEMS), 21],
    ["1pl", flat, [unit(2 * ITEMS, (k) => k < ITEMS), ...singles(2 * ITEMS, ITEMS)], 20],
    ["2pl", steep, singles(2 * ITEMS, 0), 14],
    ["3pl", guessed, singles(3 * ITEMS, 0), 7],
  ] as const)("%s", (model, parameters, directions, degrees) => {
    const found = m2(log, parameters, { model });
    const expected = bruteForce(shares, vectorOf(parameters), [...directions], 400);
    expect(Math.abs(found.statistic - expected)).toBeLessThan(1e-4 * (1 + expected));
    expect([found.degreesOfFreedom, found.learners]).toEqual([degrees, 400]);
    expect(found.rmsea).toBeCloseTo(Math.sqrt(Math.max(0, expected - degrees) / (degrees * 399)), 4);
  });
});

it("has the mean of chi-square when the model holds, and tells a second dimension", async () => {
  const truth = itemsOf([0.8, 1.2, 1, 1.5, 0.9, 1.1], [-0.6, 0.2, 0, 0.5, -0.2, 0.8]);
  let sum = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { log } = simulateAnswers(truth, 500, seed);
    const { parameters } = await fitMarginal(log, "2pl", { standardErrors: false });
    sum += m2(log, parameters).statistic;
  }
  // 21 margins, 12 parameters: mean 9, variance 18 each.
  expect(Math.abs(sum / 20 - 9)).toBeLessThan(3 * Math.sqrt(18 / 20));
  // Items 0 to 2 of one learner, 3 to 5 of another.
  const [one, two] = [1, 2].map((seed) => simulateAnswers(truth, 500, seed).log);
  const score = one!.score.map((x, n) => (one!.item[n]! < 3 ? x : two!.score[n]!));
  const mixed = { ...one!, score };
  const { parameters } = await fitMarginal(mixed, "1pl", { standardErrors: false });
  expect(m2(mixed, parameters, { model: "1pl" }).pValue).toBeLessThan(1e-3);
});

it("leaves incomplete learners out, and refuses what it cannot judge", () => {
  const items = itemsOf([1, 1, 1, 1], [0, 0.5, 0, -0.5]);
  const row = (...scores: number[]): [number, number][] => scores.map((score, i) => [i, score]);
  const log = logOfAnswers(items, [row(1, 0, 1, 1), row(0, 0, 1), row(0, 1, 0, 1)]);
  const found = m2(log, items, { model: "rasch" });
  expect(found.learners).toBe(2);
  expect(found.warnings.map(({ code }) => code)).toEqual(["INCOMPLETE_ANSWERS"]);
  const fails = (call: () => unknown, code: string) => expect(call).toThrow(expect.objectContaining({ code }));
  // 10 margins, 12 parameters.
  fails(() => m2(log, { ...items, guess: new Float64Array(4).fill(0.2) }, { model: "3pl" }), "INVALID_INPUT");
  fails(() => m2(logOfAnswers(items, [row(1, 0, 1)]), items), "INVALID_INPUT");
  fails(() => m2(log, items, { model: "4pl" } as object), "INVALID_CONFIG");
  const many = itemsOf(Array(63).fill(1), Array(63).fill(0));
  fails(() => m2(logOfAnswers(many, []), many), "RESOURCE");
});
