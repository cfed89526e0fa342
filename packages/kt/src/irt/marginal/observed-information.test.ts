import { describe, expect, it } from "vitest";
import { itemsOf, simulateAnswers } from "../../../test/irt-items";
import { gaussHermite } from "../ability/gauss-hermite";
import { createExpectationSpace, expectation } from "./expectation";
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
};

/** The marginal log-likelihood, by multiplying out every learner's answers at every node. */
function logLikelihood(parameters: Float64Array): number {
  let sum = 0;
  for (let l = 0; l < log.learners.size; l++) {
    let likelihood = 0;
    for (const [q, theta] of quadrature.node.entries()) {
      let product = quadrature.weight[q]!;
      for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
        const i = log.item[n]!;
        const p = 1 / (1 + Math.exp(-parameters[i]! * theta - parameters[4 + i]!));
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

it("the E step's log-likelihood is that of the learners one by one", () => {
  const model = createLogisticModel(4, "free", bound);
  const space = createExpectationSpace(8, quadrature);
  const table = new Float64Array(8 * 21);
  model.fillLogProbability(points.free, quadrature.node, table);
  expect(expectation(patterns, table, space)).toBeCloseTo(logLikelihood(points.free), 9);
  // Every answer is expected somewhere.
  expect(space.expected.reduce((a, b) => a + b)).toBeCloseTo(log.item.length, 9);
});

it("the gradient is that of central differences", () => {
  const model = createLogisticModel(4, "free", bound);
  const gradient = marginalGradient(model, patterns, quadrature, points.free);
  for (const [k, slope] of gradient.entries()) {
    const difference =
      (logLikelihood(moved(points.free, k, 1e-5)) - logLikelihood(moved(points.free, k, -1e-5))) / 2e-5;
    expect(Math.abs(slope - difference)).toBeLessThan(1e-6);
  }
});

describe.each(["one", "common", "free"] as const)("slopes %s", (slopes) => {
  it("the information is minus the Hessian by central differences, over the free parameters", () => {
    const model = createLogisticModel(4, slopes, bound);
    const parameters = points[slopes];
    const free = model.freeParameters(parameters);
    const { information, size } = observedInformation(model, patterns, quadrature, parameters);
    expect(size).toBe({ one: 4, common: 5, free: 8 }[slopes]);
    // Full Hessian by differences of the gradient, then every entry added to the pair of free parameters it belongs to.
    const expected = new Float64Array(size * size);
    for (let k = 0; k < 8; k++) {
      const above = marginalGradient(model, patterns, quadrature, moved(parameters, k, 1e-5));
      const below = marginalGradient(model, patterns, quadrature, moved(parameters, k, -1e-5));
      for (let m = 0; m < 8; m++) {
        if (free[k]! < 0 || free[m]! < 0) continue;
        expected[free[k]! * size + free[m]!]! -= (above[m]! - below[m]!) / 2e-5;
      }
    }
    for (const [k, value] of expected.entries()) expect(Math.abs(information[k]! - value)).toBeLessThan(1e-6);
  });
});
