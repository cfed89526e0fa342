import type { Quadrature } from "../ability/gauss-hermite";
import type { CurveModel } from "./curve-model";
import { createExpectationSpace, expectation, patternPosterior } from "./expectation";
import type { ResponsePatterns } from "./response-patterns";

/** Some milliseconds of work. */
const PATTERNS_BETWEEN_PAUSES = 16;

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
 * The observed information of the marginal log-likelihood (plus log prior), minus its Hessian, at `parameters`:
 * symmetric `[F, F]` over the `F` free parameters. Louis (1982): the information of the complete data less what not
 * knowing the abilities loses, sum over patterns of the posterior covariance of the score,
 *
 *   J = sum_p n_p { E[curvature | p] - Cov[score | p] }.
 *
 * This form holds at any point where the derivatives of the complete data are right, not at a maximum only. O(patterns
 * Q (blocks answers)² / 2).
 * @throws the signal's reason when `pause` is aborted
 */
export async function observedInformation(
  model: CurveModel,
  patterns: ResponsePatterns,
  { node, weight }: Quadrature,
  parameters: Float64Array,
  pause: () => Promise<void>,
): Promise<{ readonly information: Float64Array; readonly size: number }> {
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
  // The free parameters a pattern's answers touch, the row each has below, and there the score by it at every node.
  const touched = new Int32Array(size);
  const rowOf = new Int32Array(size).fill(-1);
  const scores = new Float64Array(size * nodes);
  for (let p = 0; p < count.length; p++) {
    if (p % PATTERNS_BETWEEN_PAUSES === 0) await pause();
    patternPosterior(patterns, p, logProbability, space.logWeight, space.posterior);
    let touches = 0;
    for (let k = offsets[p]!; k < offsets[p + 1]!; k++) {
      for (let a = 0; a < blocks; a++) {
        const f = free[a * items + (cell[k]! >> 1)]!;
        if (f < 0) continue;
        if (rowOf[f]! < 0) {
          scores.fill(0, touches * nodes, (touches + 1) * nodes);
          touched[touches] = f;
          rowOf[f] = touches++;
        }
        const row = rowOf[f]! * nodes;
        for (let q = 0; q < nodes; q++) scores[row + q]! += score[(cell[k]! * nodes + q) * blocks + a]!;
      }
    }
    for (let t = 0; t < touches; t++) {
      const row = t * nodes;
      let mean = 0;
      for (let q = 0; q < nodes; q++) mean += space.posterior[q]! * scores[row + q]!;
      for (let q = 0; q < nodes; q++) {
        scores[row + q] = (scores[row + q]! - mean) * Math.sqrt(count[p]! * space.posterior[q]!);
      }
      // Each pair once; which of its two places it takes does not matter.
      for (let u = 0; u <= t; u++) {
        let product = 0;
        for (let q = 0; q < nodes; q++) product += scores[row + q]! * scores[u * nodes + q]!;
        lost[touched[t]! * size + touched[u]!]! += product;
      }
      rowOf[touched[t]!] = -1;
    }
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
 * The gradient of the marginal log-likelihood (without priors) by all `[blocks I]` parameters, free or not (Fisher's
 * identity: the posterior mean of the complete data's score). O(patterns' answers Q).
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
