import { describe, expect, it } from "vitest";
import { itemsOf, simulateAnswers } from "../../../test/irt-items";
import { gaussHermite } from "../ability/gauss-hermite";
import { createExpectationSpace, expectation } from "./expectation";
import { createGuessingModel } from "./guessing-model";
import { createLogisticModel } from "./logistic-model";
import { marginalGradient, observedInformation } from "./observed-information";
import { collapsePatterns } from "./response-patterns";

const quadrature = gaussHermite(21);
const truth = itemsOf([0.7, 1.3, 1, 2], [-1, 0.3, 0, 1.2]);
const { log } = simulateAnswers(truth, 60, 2, 0.7);
const patterns = collapsePatterns(log, Int32Array.of(0, 1, 2, 3));
const bound = 10;
// Somewhere, not at a maximum: slopes, then intercepts.
const points = {
  one: Float64Array.of(1, 1, 1, 1, 0.5, -0.2, 0.1, -1),
  common: Float64Array.of(1.4, 1.4, 1.4, 1.4, 0.5, -0.2, 0.1, -1),
  free: Float64Array.of(0.8, 1.5, -0.4, 2.2, 0.5, -0.2, 0.1, -1),
  guessing: Float64Array.of(0.8, 1.5, -0.4, 2.2, 0.5, -0.2, 0.1, -1, -1.4, -3, -0.5, -2),
};
const prior = { alpha: 4, beta: 11 };
const modelOf = (slopes: keyof typeof points) =>
  slopes === "guessing" ? createGuessingModel(4, prior, bound) : createLogisticModel(4, slopes, bound);

/** Log density of the guesses' prior, with guesses from their logits. */
function logPrior(parameters: Float64Array): number {
  return parameters.subarray(8).reduce((sum, logit) => {
    const c = 1 / (1 + Math.exp(-logit));
    return sum + 3 * Math.log(c) + 10 * Math.log(1 - c);
  }, 0);
}

/** The marginal log-likelihood, by multiplying out every learner's answers at every node. */
function logLikelihood(parameters: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < log.learners.size; l++) {
    let likelihood = 0;
    for (const [q, theta] of quadrature.node.entries()) {
      let product = quadrature.weight[q]!;
      for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
        const i = log.item[n]!;
        const c = parameters.length === 12 ? 1 / (1 + Math.exp(-parameters[8 + i]!)) : 0;
        const p = c + (1 - c) / (1 + Math.exp(-parameters[i]! * theta - parameters[4 + i]!));
        product *= log.score[n] === 1 ? p : 1 - p;
      }
      likelihood += product;
    }
    sum += Math.log(likelihood);
  }
  return sum;
}

function moved(parameters: Float64Array, k: number, by: number): Float64Array {
  const copy = parameters.slice();
  copy[k]! += by;
  return copy;
}

describe.each(["free", "guessing"] as const)("slopes %s", (slopes) => {
  const model = modelOf(slopes);
  const parameters = points[slopes];

  it("the E step's log-likelihood is that of the learners one by one", () => {
    const space = createExpectationSpace(8, quadrature);
    const table = new Float64Array(8 * 21);
    model.fillLogProbability(parameters, quadrature.node, table);
    expect(expectation(patterns, table, space)).toBeCloseTo(logLikelihood(parameters), 9);
    // Every answer is expected somewhere.
    expect(space.expected.reduce((a, b) => a + b)).toBeCloseTo(log.item.length, 9);
  });

  it("the gradient is that of central differences", () => {
    const gradient = marginalGradient(model, patterns, quadrature, parameters);
    expect(gradient).toHaveLength(parameters.length);
    for (const [k, slope] of gradient.entries()) {
      const above = logLikelihood(moved(parameters, k, 1e-5));
      const below = logLikelihood(moved(parameters, k, -1e-5));
      expect(Math.abs(slope - (above - below) / 2e-5)).toBeLessThan(1e-6);
    }
  });

  it("M steps end where the gradient, with the prior's, is 0", () => {
    const space = createExpectationSpace(8, quadrature);
    const table = new Float64Array(8 * 21);
    const at = model.start();
    for (let step = 0; step < 3000; step++) {
      model.fillLogProbability(at, quadrature.node, table);
      expectation(patterns, table, space);
      model.maximise(space.expected, quadrature.node, at);
    }
    const gradient = marginalGradient(model, patterns, quadrature, at);
    for (const [k, slope] of gradient.entries()) {
      const byPrior = k < 8 ? 0 : (logPrior(moved(at, k, 1e-5)) - logPrior(moved(at, k, -1e-5))) / 2e-5;
      if (Math.abs(at[k % 4]!) < bound) expect(Math.abs(slope + byPrior)).toBeLessThan(1e-5);
    }
  });
});

it("the log prior is that of a Beta density of the guesses", () => {
  const model = modelOf("guessing");
  const at = points.guessing;
  const difference = model.logPrior(moved(at, 9, 0.7)) - model.logPrior(at);
  expect(difference).toBeCloseTo(logPrior(moved(at, 9, 0.7)) - logPrior(at), 12);
});

describe.each(["one", "common", "free", "guessing"] as const)("slopes %s", (slopes) => {
  it("the information is minus the Hessian by central differences, over the free parameters", async () => {
    const model = modelOf(slopes);
    const parameters = points[slopes];
    const free = model.freeParameters(parameters);
    const { information, size } = await observedInformation(
      model,
      patterns,
      quadrature,
      parameters,
      async () => undefined,
    );
    expect(size).toBe({ one: 4, common: 5, free: 8, guessing: 12 }[slopes]);
    // Full Hessian by differences of the gradient, then every entry added to the pair of free parameters it belongs to.
    const expected = new Float64Array(size * size);
    for (let k = 0; k < parameters.length; k++) {
      const above = marginalGradient(model, patterns, quadrature, moved(parameters, k, 1e-5));
      const below = marginalGradient(model, patterns, quadrature, moved(parameters, k, -1e-5));
      for (let m = 0; m < parameters.length; m++) {
        if (free[k]! < 0 || free[m]! < 0) continue;
        expected[free[k]! * size + free[m]!]! -= (above[m]! - below[m]!) / 2e-5;
      }
      if (k < 8) continue;
      const [low, at, high] = [-1e-4, 0, 1e-4].map((by) => logPrior(moved(parameters, k, by)));
      expected[free[k]! * (size + 1)]! -= (high! - 2 * at! + low!) / 1e-8;
    }
    for (const [k, value] of expected.entries()) expect(Math.abs(information[k]! - value)).toBeLessThan(2e-6);
  });
});
