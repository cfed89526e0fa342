import { checkOptions, type FitWarning, type InteractionLog, type ItemParameters, ZpdError } from "@zpd/core";
import { checkSameItems } from "../ability/check-same-items";
import { gaussHermite } from "../ability/gauss-hermite";
import { checkLearnerAnswers } from "../ability/learner-answers";
import { checkOneFactor } from "../information/check-one-factor";
import { chiSquareUpperTail } from "./chi-square";
import { completeLearners } from "./complete-learners";
import { rightAtNodes } from "./right-at-nodes";
import { fillScoreDistribution } from "./score-distribution";

export interface SX2Options {
  /**
   * Parameters estimated for each item, taken off its degrees of freedom: 2 for the 2PL (default), 1 for Rasch and 1PL,
   * 3 for the 3PL.
   */
  readonly parametersPerItem?: number;
  /** Neighbouring scores are joined until right and wrong answers are each expected at least so often (default 1). */
  readonly minExpected?: number;
  /** Nodes of the Gauss-Hermite rule, 1…300 (default 61). */
  readonly quadraturePoints?: number;
}

/** How well each item's curve meets the share of right answers at every score of the test. */
export interface SX2 {
  /** `[I]` */
  readonly statistic: Float64Array;
  /** `[I]`; below 1 where too few scores are left to judge. */
  readonly degreesOfFreedom: Int32Array;
  /** P(a larger statistic, if the model holds) `[I]`; NaN without a degree of freedom. */
  readonly pValue: Float64Array;
  /** Learners who answered every item once: only those count. */
  readonly learners: number;
  readonly warnings: readonly FitWarning[];
}

/** Learners at each score `[I + 1]`, and the right answers to each item among them `[I, I + 1]`; complete rows only. */
function countScores(
  log: InteractionLog,
  items: number,
): { count: Float64Array; right: Float64Array; learners: number } {
  const count = new Float64Array(items + 1);
  const right = new Float64Array(items * (items + 1));
  const learners = completeLearners(log, items);
  for (const l of learners) {
    const from = log.offsets[l]!;
    let score = 0;
    for (let n = from; n < from + items; n++) score += log.score[n]!;
    count[score]!++;
    for (let n = from; n < from + items; n++) right[log.item[n]! * (items + 1) + score]! += log.score[n]!;
  }
  return { count, right, learners: learners.length };
}

/**
 * Sums (observed - expected)² over its variance over groups of neighbouring scores, joined from both ends inwards until
 * each expects enough.
 * @param learners `[K]`; @param observed right answers `[K]`; @param expected `[K]`
 */
export function pooledChiSquare(
  learners: Float64Array,
  observed: Float64Array,
  expected: Float64Array,
  minExpected: number,
): { readonly statistic: number; readonly groups: number } {
  const total = [learners.slice(), observed.slice(), expected.slice()] as const;
  const short = (k: number): boolean => Math.min(total[2][k]!, total[0][k]! - total[2][k]!) < minExpected;
  const join = (from: number, to: number): void => {
    for (const column of total) column[to]! += column[from]!;
  };
  let low = 0;
  let high = learners.length - 1;
  while (low < high && short(low)) join(low, ++low);
  while (high > low && short(high)) join(high, --high);
  let statistic = 0;
  let groups = 0;
  for (let k = low; k <= high; k++) {
    // A thin score in the middle goes with the next one; the last with what is there.
    if (short(k) && k < high) {
      join(k, k + 1);
      continue;
    }
    const [n, o, e] = [total[0][k]!, total[1][k]!, total[2][k]!];
    if (!(e > 0 && e < n)) continue;
    statistic += (o - e) ** 2 / (e * (1 - e / n));
    groups++;
  }
  return { statistic, groups };
}

/**
 * S-X² of every item: Orlando & Thissen (2000), https://doi.org/10.1177/01466216000241003. At each
 * score k of the test (1 … I - 1) the share of right answers to item i is set against
 *
 *   E_ik = sum_q w_q P_i(q) S*_{k-1}(q) / sum_q w_q S_k(q),
 *
 * S the distribution of the score by Lord & Wingersky's recursion, S* that without item i; abilities N(0,1). Under the
 * model the sum of N_k (O - E)² / (E (1 - E)) is about chi-square with (groups of scores - parameters of the item)
 * degrees of freedom.
 *
 * Needs complete answers: learners who missed an item, or answered one twice, are left out and counted in `warnings`.
 * O(N + I³ Q).
 *
 * @throws INVALID_INPUT on scores other than 0 and 1, other items than the parameters', fewer than 3 items or no
 * complete learner; INVALID_CONFIG; UNSUPPORTED on several factors
 */
export function sX2(log: InteractionLog, parameters: ItemParameters, options: SX2Options = {}): SX2 {
  const where = "sX2";
  checkOptions(where, options, {
    parametersPerItem: { kind: "integer", low: 0 },
    minExpected: { kind: "number", low: 0, high: Number.MAX_VALUE },
    quadraturePoints: { kind: "integer", low: 1 },
  });
  const { parametersPerItem = 2, minExpected = 1, quadraturePoints = 61 } = options;
  const items = checkOneFactor(where, parameters);
  checkSameItems(where, log, parameters);
  checkLearnerAnswers(where, log, items);
  const { count, right: observed, learners } = countScores(log, items);
  if (items < 3 || learners === 0) {
    const got = `${items} items and ${learners} learners who answered each of them once`;
    throw new ZpdError("INVALID_INPUT", { where, expected: "at least 3 items and complete answers to them", got });
  }
  const quadrature = gaussHermite(quadraturePoints);
  const { weight } = quadrature;
  const nodes = weight.length;
  const right = rightAtNodes(parameters, quadrature);
  const all = new Float64Array((items + 1) * nodes);
  const rest = new Float64Array((items + 1) * nodes);
  fillScoreDistribution(right, items, nodes, -1, all);
  const statistic = new Float64Array(items);
  const degreesOfFreedom = new Int32Array(items);
  const expected = new Float64Array(items - 1);
  for (let i = 0; i < items; i++) {
    fillScoreDistribution(right, items, nodes, i, rest);
    for (let k = 1; k < items; k++) {
      let joint = 0;
      let total = 0;
      for (let q = 0; q < nodes; q++) {
        joint += weight[q]! * right[i * nodes + q]! * rest[(k - 1) * nodes + q]!;
        total += weight[q]! * all[k * nodes + q]!;
      }
      expected[k - 1] = (count[k]! * joint) / total;
    }
    const row = i * (items + 1);
    const pooled = pooledChiSquare(
      count.subarray(1, items),
      observed.subarray(row + 1, row + items),
      expected,
      minExpected,
    );
    statistic[i] = pooled.statistic;
    degreesOfFreedom[i] = pooled.groups - parametersPerItem;
  }
  const pValue = statistic.map((value, i) => chiSquareUpperTail(value, degreesOfFreedom[i]!));
  const left = log.learners.size - learners;
  const message = `${left} of ${log.learners.size} learners did not answer every item once and are left out`;
  return {
    statistic,
    degreesOfFreedom,
    pValue,
    learners,
    warnings: left === 0 ? [] : [{ code: "INCOMPLETE_ANSWERS", message }],
  };
}
