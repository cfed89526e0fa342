import type { Quadrature } from "../ability/gauss-hermite";
import type { CurveModel } from "./curve-model";
import { createExpectationSpace, expectation, patternPosterior } from "./expectation";
import type { ResponsePatterns } from "./response-patterns";

/** Adds the information of the answers as if abilities were known: each item's block of expected curvatures. */
function addCompleteInformation(
  model: CurveModel,
  parameters: Float64Array,
  expected: Float64Array,
  curvature: Float64Array,
  free: Int32Array,
  size: number,
  information: Float64Array,
): void {
  const { items, blocks } = model;
  const nodes = expected.length / (2 * items);
  const block = new Float64Array(blocks * blocks);
  for (let i = 0; i < items; i++) {
    block.fill(0);
    for (let at = 2 * i * nodes; at < 2 * (i + 1) * nodes; at++) {
      for (let k = 0; k < block.length; k++) block[k]! += expected[at]! * curvature[at * block.length + k]!;
    }
    model.addPriorInformation(parameters, i, block);
    for (let a = 0; a < blocks; a++) {
      for (let b = 0; b < blocks; b++) {
        const row = free[a * items + i]!;
        const column = free[b * items + i]!;
        if (row >= 0 && column >= 0) information[row * size + column]! += block[a * blocks + b]!;
      }
    }
  }
}

/**
 * The observed information of the marginal log-likelihood (plus log prior), minus its Hessian, at `parameters`: symmetric
 * `[F, F]` over the `F` free parameters. Louis (1982): the information of the complete data less what not knowing the abilities
 * loses, sum over patterns of the posterior covariance of the score,
 *
 *   J = sum_p n_p { E[curvature | p] - Cov[score | p] }.
 *
 * This form holds at any point where the derivatives of the complete data are right, not at a maximum only.
 * O(patterns Q (blocks answers)²).
 */
export function observedInformation(
  model: CurveModel,
  patterns: ResponsePatterns,
  { node, weight }: Quadrature,
  parameters: Float64Array,
): { readonly information: Float64Array; readonly size: number } {
  const { items, blocks } = model;
  const nodes = node.length;
  const cells = 2 * items;
  const free = model.freeParameters(parameters);
  const size = free.reduce((most, f) => Math.max(most, f + 1), 0);
  const information = new Float64Array(size * size);
  const space = createExpectationSpace(cells, { node, weight });
  const logProbability = new Float64Array(cells * nodes);
  const score = new Float64Array(cells * nodes * blocks);
  const curvature = new Float64Array(cells * nodes * blocks * blocks);
  model.fillLogProbability(parameters, node, logProbability);
  model.fillDerivatives(parameters, node, score, curvature);
  expectation(patterns, logProbability, space);
  addCompleteInformation(model, parameters, space.expected, curvature, free, size, information);

  const { offsets, cell, count } = patterns;
  const lost = new Float64Array(size * size);
  const mean = new Float64Array(size);
  // The free parameters a pattern's answers touch, and the score by each of them at one node.
  const touched = new Int32Array(size);
  const sum = new Float64Array(size);
  const isTouched = new Uint8Array(size);
  const fillSum = (p: number, q: number, touches: number): void => {
    for (let t = 0; t < touches; t++) sum[touched[t]!] = 0;
    for (let k = offsets[p]!; k < offsets[p + 1]!; k++) {
      const item = cell[k]! >> 1;
      const at = (cell[k]! * nodes + q) * blocks;
      for (let a = 0; a < blocks; a++) {
        const f = free[a * items + item]!;
        if (f >= 0) sum[f]! += score[at + a]!;
      }
    }
  };
  for (let p = 0; p < count.length; p++) {
    patternPosterior(patterns, p, logProbability, space.logWeight, space.posterior);
    let touches = 0;
    for (let k = offsets[p]!; k < offsets[p + 1]!; k++) {
      for (let a = 0; a < blocks; a++) {
        const f = free[a * items + (cell[k]! >> 1)]!;
        if (f < 0 || isTouched[f] === 1) continue;
        isTouched[f] = 1;
        touched[touches++] = f;
        mean[f] = 0;
      }
    }
    for (let q = 0; q < nodes; q++) {
      fillSum(p, q, touches);
      for (let t = 0; t < touches; t++) mean[touched[t]!]! += space.posterior[q]! * sum[touched[t]!]!;
    }
    for (let q = 0; q < nodes; q++) {
      fillSum(p, q, touches);
      const learners = count[p]! * space.posterior[q]!;
      for (let t = 0; t < touches; t++) sum[touched[t]!]! -= mean[touched[t]!]!;
      // Each pair once; which of its two places it takes does not matter.
      for (let t = 0; t < touches; t++) {
        const row = touched[t]! * size;
        const scaled = learners * sum[touched[t]!]!;
        for (let u = 0; u <= t; u++) lost[row + touched[u]!]! += scaled * sum[touched[u]!]!;
      }
    }
    for (let t = 0; t < touches; t++) isTouched[touched[t]!] = 0;
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const both = row === column ? lost[row * size + row]! : lost[row * size + column]! + lost[column * size + row]!;
      information[row * size + column]! -= both;
    }
  }
  return { information, size };
}

/**
 * The gradient of the marginal log-likelihood (without priors) by all `[blocks I]` parameters, free or not (Fisher's identity: the posterior
 * mean of the complete data's score). O(patterns' answers Q).
 */
export function marginalGradient(
  model: CurveModel,
  patterns: ResponsePatterns,
  quadrature: Quadrature,
  parameters: Float64Array,
): Float64Array {
  const { items, blocks } = model;
  const nodes = quadrature.node.length;
  const cells = 2 * items;
  const space = createExpectationSpace(cells, quadrature);
  const logProbability = new Float64Array(cells * nodes);
  const score = new Float64Array(cells * nodes * blocks);
  model.fillLogProbability(parameters, quadrature.node, logProbability);
  model.fillDerivatives(parameters, quadrature.node, score, new Float64Array(score.length * blocks));
  expectation(patterns, logProbability, space);
  const gradient = new Float64Array(blocks * items);
  for (let cell = 0; cell < cells; cell++) {
    for (let q = 0; q < nodes; q++) {
      const at = cell * nodes + q;
      for (let a = 0; a < blocks; a++) {
        gradient[a * items + (cell >> 1)]! += space.expected[at]! * score[at * blocks + a]!;
      }
    }
  }
  return gradient;
}
