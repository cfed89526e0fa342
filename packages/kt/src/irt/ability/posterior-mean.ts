import type { ItemParameters } from "@zpd/core";
import type { AbilityObjective } from "./ability-objective";
import type { Quadrature } from "./gauss-hermite";
import type { LearnerAnswers } from "./learner-answers";

/** Mean and standard deviation of a posterior that is given by log densities at nodes with weights. */
function fillMoments(logs: Float64Array, node: Float64Array, out: Float64Array): void {
  let max = Number.NEGATIVE_INFINITY;
  for (let q = 0; q < logs.length; q++) if (logs[q]! > max) max = logs[q]!;
  let sum = 0;
  let mean = 0;
  for (let q = 0; q < logs.length; q++) {
    const e = Math.exp(logs[q]! - max);
    logs[q] = e;
    sum += e;
    mean += e * node[q]!;
  }
  mean /= sum;
  let square = 0;
  for (let q = 0; q < logs.length; q++) square += logs[q]! * (node[q]! - mean) * (node[q]! - mean);
  out[0] = mean;
  out[1] = Math.sqrt(square / sum);
}

/**
 * Posterior means and standard deviations with nodes of each learner's own: Gauss-Hermite around the posterior mode, in
 * units of its standard error (Liu & Pierce 1994; Pinheiro & Bates 1995). A posterior that is normal is exact with any
 * number of nodes.
 */
export function createAdaptiveMean({
  node,
  weight,
}: Quadrature): (objective: AbilityObjective, mode: number, out: Float64Array) => void {
  const logWeight = weight.map((w, q) => Math.log(w) + 0.5 * node[q]! * node[q]!);
  const logs = new Float64Array(node.length);
  const at = new Float64Array(node.length);
  return (objective, mode, out) => {
    objective.evaluate(mode);
    const scale = 1 / Math.sqrt(objective.information);
    for (let q = 0; q < node.length; q++) {
      at[q] = mode + scale * node[q]!;
      objective.evaluate(at[q]!);
      logs[q] = objective.value + logWeight[q]!;
    }
    fillMoments(logs, at, out);
  };
}

/**
 * Posterior means and standard deviations with the same nodes for all learners: a table of log P(outcome | node)
 * `[2 I, Q]` is made once, a learner costs O(answers Q) additions.
 */
export function createFixedMean(
  answers: LearnerAnswers,
  { discrimination, threshold, guess }: ItemParameters,
  { node, weight }: Quadrature,
  priorMean: number,
  priorDeviation: number,
): (from: number, to: number, out: Float64Array) => void {
  const nodes = node.length;
  const at = node.map((x) => priorMean + priorDeviation * x);
  const logWeight = weight.map(Math.log);
  const table = new Float64Array(2 * discrimination.length * nodes);
  for (let i = 0; i < discrimination.length; i++) {
    const low = guess === undefined ? 0 : guess[i]!;
    for (let q = 0; q < nodes; q++) {
      const z = discrimination[i]! * at[q]! - threshold[i]!;
      const tail = Math.log1p(Math.exp(-Math.abs(z)));
      table[2 * i * nodes + q] = Math.log1p(-low) - Math.max(z, 0) - tail;
      const logSigmoid = Math.min(z, 0) - tail;
      table[(2 * i + 1) * nodes + q] = low === 0 ? logSigmoid : Math.log(low + (1 - low) * Math.exp(logSigmoid));
    }
  }
  const logs = new Float64Array(nodes);
  const { item, score } = answers;
  return (from, to, out) => {
    logs.set(logWeight);
    for (let n = from; n < to; n++) {
      const row = (2 * item[n]! + score[n]!) * nodes;
      for (let q = 0; q < nodes; q++) logs[q]! += table[row + q]!;
    }
    fillMoments(logs, at, out);
  };
}
