import { createRandomStream, isZpdError, sigmoid } from "@zpd/core";
import { expect, it } from "vitest";
import { fitRidgeLogistic, type RidgeLogisticProblem, ridgeLogisticGradient } from "./ridge-logistic";
import { SparseRowsBuilder } from "./sparse-rows";

const exact = { task: "test", tolerance: 1e-12, maxIterations: 100 };

function problemOf(rows: readonly (readonly number[])[], target: readonly number[], ridge: readonly number[]) {
  const builder = new SparseRowsBuilder(rows.length, 1);
  for (const row of rows) {
    for (const [column, value] of row.entries()) builder.add(column, value);
    builder.endRow();
  }
  return { rows: builder.build(ridge.length), target, ridge: Float64Array.from(ridge) } satisfies RidgeLogisticProblem;
}

/** Right and wrong answers of one kind of row. */
function repeat(row: readonly number[], right: number, wrong: number) {
  return {
    rows: Array.from({ length: right + wrong }, () => row),
    target: Array.from({ length: right + wrong }, (_, k) => (k < right ? 1 : 0)),
  };
}

it("fits an intercept alone to the log-odds of the rate", async () => {
  const { rows, target } = repeat([1], 7, 3);
  const { weights, converged, logLikelihood } = await fitRidgeLogistic(problemOf(rows, target, [0]), exact);
  expect(converged).toBe(true);
  expect(weights[0]).toBeCloseTo(Math.log(7 / 3), 10);
  expect(logLikelihood).toBeCloseTo(7 * Math.log(0.7) + 3 * Math.log(0.3), 10);
});

it("fits a two-by-two table to its log-odds and log-odds ratio", async () => {
  const base = repeat([1, 0], 30, 10);
  const other = repeat([1, 1], 20, 60);
  const problem = problemOf([...base.rows, ...other.rows], [...base.target, ...other.target], [0, 0]);
  const { weights } = await fitRidgeLogistic(problem, exact);
  expect(weights[0]).toBeCloseTo(Math.log(3), 9);
  expect(weights[1]).toBeCloseTo(Math.log(20 / 60) - Math.log(3), 9);
});

it("solves the ridge's stationarity equation, found by bisection", async () => {
  // 12 answers of a feature of 2, all right: 12 * 2 * (sigmoid(2 w) - 1) + 0.5 w = 0.
  const { rows, target } = repeat([2], 12, 0);
  let low = 0;
  let high = 100;
  for (let k = 0; k < 200; k++) {
    const w = (low + high) / 2;
    if (24 * (sigmoid(2 * w) - 1) + 0.5 * w > 0) high = w;
    else low = w;
  }
  const { weights } = await fitRidgeLogistic(problemOf(rows, target, [0.5]), exact);
  expect(weights[0]).toBeCloseTo(low, 9);
});

it("takes scores between 0 and 1 as parts of an answer", async () => {
  const { weights } = await fitRidgeLogistic(problemOf([[1], [1]], [0.25, 0.75 - 0.25], [0]), exact);
  expect(sigmoid(weights[0]!)).toBeCloseTo(0.375, 10);
});

it("leaves a weight without data and without ridge at 0", async () => {
  const { weights, converged } = await fitRidgeLogistic(
    problemOf(
      [
        [1, 0],
        [1, 0],
      ],
      [1, 0],
      [0, 0],
    ),
    exact,
  );
  expect(converged).toBe(true);
  expect([...weights]).toEqual([0, 0]);
});

function randomProblem(seed: number): RidgeLogisticProblem {
  const random = createRandomStream(seed);
  const rows = Array.from({ length: 60 }, () =>
    Array.from({ length: 5 }, () => (random.uniform() < 0.5 ? 0 : random.normal())),
  );
  return problemOf(
    rows,
    rows.map(() => Math.round(random.uniform())),
    [0.1, 0, 2, 0.5, 1],
  );
}

it("has the gradient that central differences of the penalised likelihood give", async () => {
  const problem = randomProblem(3);
  const random = createRandomStream(4);
  const w = Float64Array.from({ length: 5 }, () => random.normal());
  // The textbook form, written out over dense rows.
  const objective = (at: Float64Array): number => {
    let sum = 0;
    for (let n = 0; n < 60; n++) {
      let z = 0;
      for (let k = problem.rows.offsets[n]!; k < problem.rows.offsets[n + 1]!; k++) {
        z += problem.rows.value[k]! * at[problem.rows.column[k]!]!;
      }
      const p = 1 / (1 + Math.exp(-z));
      sum -= problem.target[n]! * Math.log(p) + (1 - problem.target[n]!) * Math.log(1 - p);
    }
    return sum + at.reduce((penalty, value, j) => penalty + 0.5 * problem.ridge[j]! * value * value, 0);
  };
  const gradient = await ridgeLogisticGradient(problem, w);
  const h = 1e-5;
  for (let j = 0; j < 5; j++) {
    const up = w.slice();
    const down = w.slice();
    up[j]! += h;
    down[j]! -= h;
    expect(gradient[j]).toBeCloseTo((objective(up) - objective(down)) / (2 * h), 6);
  }
});

it("ends where the gradient is 0 and never lets the objective rise", async () => {
  const problem = randomProblem(5);
  const { weights, history } = await fitRidgeLogistic(problem, exact);
  for (const slope of await ridgeLogisticGradient(problem, weights)) expect(Math.abs(slope)).toBeLessThan(1e-9);
  for (let k = 1; k < history.length; k++) expect(history[k]).toBeLessThanOrEqual(history[k - 1]!);
});

it("says when it stopped before the tolerance", async () => {
  const { converged, iterations } = await fitRidgeLogistic(randomProblem(6), { ...exact, maxIterations: 1 });
  expect([converged, iterations]).toEqual([false, 1]);
});

it("refuses features that are not finite", async () => {
  const failure = await fitRidgeLogistic(problemOf([[1], [Number.NaN]], [1, 0], [0]), exact).catch((error) => error);
  expect(isZpdError(failure) && failure.code).toBe("NUMERICAL");
});
