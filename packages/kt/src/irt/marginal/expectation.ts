import type { Quadrature } from "../ability/gauss-hermite";
import type { ResponsePatterns } from "./response-patterns";

/** Memory of an E step, made once a fit. `Q` nodes. */
export interface ExpectationSpace {
  /** log of the nodes' weights `[Q]`. */
  readonly logWeight: Float64Array;
  /** Expected learners at each node with each cell `[2 I, Q]`. */
  readonly expected: Float64Array;
  /** Of the pattern at hand `[Q]`. */
  readonly posterior: Float64Array;
}

/** The memory of an E step over `cells` cells. */
export function createExpectationSpace(cells: number, { weight }: Quadrature): ExpectationSpace {
  return {
    logWeight: weight.map(Math.log),
    expected: new Float64Array(cells * weight.length),
    posterior: new Float64Array(weight.length),
  };
}

/**
 * The posterior over the nodes of one pattern, of sum 1, into `posterior` `[Q]`; returns the pattern's log-likelihood.
 * O(answers Q + Q exp).
 * @param logProbability log P(cell | node) `[2 I, Q]`
 */
export function patternPosterior(
  { offsets, cell }: ResponsePatterns,
  pattern: number,
  logProbability: Float64Array,
  logWeight: Float64Array,
  posterior: Float64Array,
): number {
  const nodes = logWeight.length;
  for (let q = 0; q < nodes; q++) posterior[q] = logWeight[q]!;
  for (let k = offsets[pattern]!, to = offsets[pattern + 1]!; k < to; k++) {
    const row = cell[k]! * nodes;
    for (let q = 0; q < nodes; q++) posterior[q]! += logProbability[row + q]!;
  }
  let max = Number.NEGATIVE_INFINITY;
  for (let q = 0; q < nodes; q++) if (posterior[q]! > max) max = posterior[q]!;
  let sum = 0;
  for (let q = 0; q < nodes; q++) {
    const e = Math.exp(posterior[q]! - max);
    posterior[q] = e;
    sum += e;
  }
  const scale = 1 / sum;
  for (let q = 0; q < nodes; q++) posterior[q]! *= scale;
  return max + Math.log(sum);
}

/**
 * One E step (Bock & Aitkin 1981): fills `space.expected` and returns the log-likelihood.
 * O(answers of distinct patterns x Q).
 */
export function expectation(patterns: ResponsePatterns, logProbability: Float64Array, space: ExpectationSpace): number {
  const { offsets, cell, count } = patterns;
  const { logWeight, expected, posterior } = space;
  const nodes = logWeight.length;
  expected.fill(0);
  let logLikelihood = 0;
  for (let p = 0; p < count.length; p++) {
    const learners = count[p]!;
    logLikelihood += learners * patternPosterior(patterns, p, logProbability, logWeight, posterior);
    for (let q = 0; q < nodes; q++) posterior[q]! *= learners;
    for (let k = offsets[p]!, to = offsets[p + 1]!; k < to; k++) {
      const row = cell[k]! * nodes;
      for (let q = 0; q < nodes; q++) expected[row + q]! += posterior[q]!;
    }
  }
  return logLikelihood;
}
