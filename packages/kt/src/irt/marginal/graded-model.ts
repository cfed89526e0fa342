import { factorCholesky, sigmoid, solveFactored } from "@zpd/core";

/** Newton steps an item in one M step; the next E step moves the goal anyway. */
const STEPS = 6;
/** Halvings of a step that does not gain. */
const HALVINGS = 20;
/** No probability is taken as smaller: its logarithm has to be a number. */
const TINY = 1e-300;
/** Added to the diagonal of the information, relative: nodes without learners leave it singular. */
const RIDGE = 1e-10;

/**
 * Samejima's graded items inside EM: parameters of an item are its discrimination, its first threshold, and the logarithms
 * of the gaps to the next ones, so that thresholds ascend whatever a step does.
 */
export interface GradedModel {
  /** All parameters [sum of categories], items one after the other. */
  start(proportions: Float64Array): Float64Array;
  /** log P(cell | node) `[cells, Q]`; the cells of an item are its categories. */
  fillLogProbability(parameters: Float64Array, node: Float64Array, out: Float64Array): void;
  /** Raises the expected log-likelihood item by item, in place. @param expected `[cells, Q]` */
  maximise(expected: Float64Array, node: Float64Array, parameters: Float64Array): void;
  /** Discrimination and ascending thresholds of an item. */
  itemAt(parameters: Float64Array, item: number): { discrimination: number; threshold: Float64Array };
}

/** P(category) of one node into `out` `[K]`, differences taken on the side where both curves are small. */
function categories(a: number, threshold: Float64Array, count: number, ability: number, out: Float64Array): void {
  const z = a * ability;
  for (let k = 0; k < count; k++) {
    const from = k === 0 ? Number.POSITIVE_INFINITY : z - threshold[k - 1]!;
    const to = k === count - 1 ? Number.NEGATIVE_INFINITY : z - threshold[k]!;
    const p = from + to > 0 ? sigmoid(-to) - sigmoid(-from) : sigmoid(from) - sigmoid(to);
    out[k] = Math.max(p, TINY);
  }
}

/** @param cells row starts of the items' categories `[I + 1]`, each item at least two */
export function createGradedModel(cells: Int32Array, maxDiscrimination: number): GradedModel {
  const items = cells.length - 1;
  let most = 0;
  for (let i = 0; i < items; i++) most = Math.max(most, cells[i + 1]! - cells[i]!);
  const threshold = new Float64Array(most);
  const probability = new Float64Array(most);
  const derivative = new Float64Array(most * most);
  const information = new Float64Array(most * most);
  const gradient = new Float64Array(most);
  const trial = new Float64Array(most);

  function readThresholds(parameters: Float64Array, at: number, count: number): void {
    let t = parameters[at + 1]!;
    threshold[0] = t;
    for (let k = 1; k < count - 1; k++) {
      t += Math.exp(parameters[at + 1 + k]!);
      threshold[k] = t;
    }
  }

  function valueAt(own: Float64Array, i: number, expected: Float64Array, node: Float64Array): number {
    const count = cells[i + 1]! - cells[i]!;
    readThresholds(own, 0, count);
    let value = 0;
    for (let q = 0; q < node.length; q++) {
      categories(own[0]!, threshold, count, node[q]!, probability);
      for (let k = 0; k < count; k++) value += expected[(cells[i]! + k) * node.length + q]! * Math.log(probability[k]!);
    }
    return value;
  }

  /** Derivatives of the categories' probabilities by the parameters `[K, K]` at one node, of the thresholds read last. */
  function fillDerivatives(own: Float64Array, count: number, ability: number): void {
    derivative.fill(0, 0, count * count);
    for (let k = 1; k < count; k++) {
      const s = sigmoid(own[0]! * ability - threshold[k - 1]!);
      const w = s * (1 - s);
      // The curve "at least k" is the lower end of category k and the upper end of category k - 1.
      for (const [category, sign] of [
        [k, 1],
        [k - 1, -1],
      ] as const) {
        const row = category * count;
        derivative[row]! += sign * w * ability;
        derivative[row + 1]! -= sign * w;
        for (let j = 2; j <= k; j++) derivative[row + j]! -= sign * w * Math.exp(own[j]!);
      }
    }
  }

  function improve(own: Float64Array, i: number, expected: Float64Array, node: Float64Array): boolean {
    const count = cells[i + 1]! - cells[i]!;
    const before = valueAt(own, i, expected, node);
    gradient.fill(0);
    const matrix = information.subarray(0, count * count).fill(0);
    for (let q = 0; q < node.length; q++) {
      categories(own[0]!, threshold, count, node[q]!, probability);
      fillDerivatives(own, count, node[q]!);
      let learners = 0;
      for (let k = 0; k < count; k++) learners += expected[(cells[i]! + k) * node.length + q]!;
      for (let k = 0; k < count; k++) {
        const row = k * count;
        const share = expected[(cells[i]! + k) * node.length + q]! / probability[k]!;
        for (let j = 0; j < count; j++) {
          const d = derivative[row + j]!;
          gradient[j]! += share * d;
          const weighted = (learners * d) / probability[k]!;
          for (let m = 0; m <= j; m++) matrix[j * count + m]! += weighted * derivative[row + m]!;
        }
      }
    }
    for (let j = 0; j < count; j++) matrix[j * count + j]! += RIDGE * (1 + matrix[j * count + j]!);
    const step = solveFactored(factorCholesky(matrix, count), gradient.subarray(0, count));
    let length = 1;
    for (let halving = 0; halving < HALVINGS; halving++) {
      for (let j = 0; j < count; j++) trial[j] = own[j]! + length * step[j]!;
      trial[0] = Math.min(Math.max(trial[0]!, -maxDiscrimination), maxDiscrimination);
      if (valueAt(trial, i, expected, node) > before) {
        own.set(trial.subarray(0, count));
        return true;
      }
      length /= 2;
    }
    return false;
  }

  return {
    start(proportions) {
      const parameters = new Float64Array(cells[items]!);
      for (let i = 0; i < items; i++) {
        const at = cells[i]!;
        let below = 0;
        let previous = 0;
        parameters[at] = 1;
        for (let k = 0; k + 1 < cells[i + 1]! - at; k++) {
          below += proportions[at + k]!;
          const t = Math.log(below / (1 - below));
          parameters[at + 1 + k] = k === 0 ? t : Math.log(t - previous);
          previous = t;
        }
      }
      return parameters;
    },
    fillLogProbability(parameters, node, out) {
      for (let i = 0; i < items; i++) {
        const at = cells[i]!;
        const count = cells[i + 1]! - at;
        readThresholds(parameters, at, count);
        for (let q = 0; q < node.length; q++) {
          categories(parameters[at]!, threshold, count, node[q]!, probability);
          for (let k = 0; k < count; k++) out[(at + k) * node.length + q] = Math.log(probability[k]!);
        }
      }
    },
    maximise(expected, node, parameters) {
      for (let i = 0; i < items; i++) {
        const own = parameters.subarray(cells[i]!, cells[i + 1]!);
        for (let step = 0; step < STEPS; step++) if (!improve(own, i, expected, node)) break;
      }
    },
    itemAt(parameters, item) {
      const at = cells[item]!;
      const count = cells[item + 1]! - at;
      readThresholds(parameters, at, count);
      return { discrimination: parameters[at]!, threshold: threshold.slice(0, count - 1) };
    },
  };
}
