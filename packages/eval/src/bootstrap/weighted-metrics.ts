import { crossEntropy } from "../maths/cross-entropy";
import { binOf, isHit } from "../maths/cut";
import { ascendingOrder } from "../maths/radix-sort";
import type { MetricName } from "../types/metric-name";
import type { ScoredPredictions } from "../types/scored-predictions";

/** Bits of a sorted answer's code: learner · 4 + first of a tie · 2 + right. */
const RIGHT = 1;
const FIRST_OF_TIE = 2;
const LEARNER_SHIFT = 2;

export interface WeightedMetricsOptions {
  /** Bound of the log loss's probabilities. */
  readonly epsilon: number;
  /** Bins of the calibration error. */
  readonly bins: number;
}

/** All metrics with learner `l` counted `weights[l]` times; `auc` is NaN where one class is missing. */
export type WeightedMetrics = (weights: Int32Array) => Record<MetricName, number>;

/**
 * Prepares predictions for many reweightings: answers are sorted once, everything but the area is reduced to sums per
 * learner. Preparing costs O(N), each call afterwards O(N) additions without a sort for the area (none when scores are
 * fractional) and O(L · bins) for the rest.
 *
 * `learner` must hold 0 … learnerCount - 1.
 */
export function prepareWeightedMetrics(
  { probability, score, learner }: ScoredPredictions,
  learnerCount: number,
  { epsilon, bins }: WeightedMetricsOptions,
): WeightedMetrics {
  const answers = new Float64Array(learnerCount);
  const hits = new Float64Array(learnerCount);
  const squares = new Float64Array(learnerCount);
  const losses = new Float64Array(learnerCount);
  const binned = new Float64Array(learnerCount * bins);
  for (let n = 0; n < score.length; n++) {
    const l = learner[n]!;
    const p = probability[n]!;
    const right = score[n]!;
    answers[l]!++;
    if (isHit(p, right)) hits[l]!++;
    squares[l]! += (p - right) ** 2;
    losses[l]! += crossEntropy(p, right, epsilon);
    binned[l * bins + binOf(p, bins)]! += p - right;
  }
  const codes = hasFraction(score) ? undefined : sortedCodes({ probability, score, learner });
  const difference = new Float64Array(bins);

  return (weights) => {
    let total = 0;
    let hit = 0;
    let square = 0;
    let loss = 0;
    difference.fill(0);
    for (let l = 0; l < learnerCount; l++) {
      const weight = weights[l]!;
      if (weight === 0) continue;
      total += weight * answers[l]!;
      hit += weight * hits[l]!;
      square += weight * squares[l]!;
      loss += weight * losses[l]!;
      for (let bin = 0; bin < bins; bin++) difference[bin]! += weight * binned[l * bins + bin]!;
    }
    return {
      auc: codes === undefined ? Number.NaN : weightedAuc(codes, weights),
      accuracy: hit / total,
      rmse: Math.sqrt(square / total),
      logLoss: loss / total,
      brier: square / total,
      ece: difference.reduce((sum, value) => sum + Math.abs(value), 0) / total,
    };
  };
}

function hasFraction(score: ArrayLike<number>): boolean {
  for (let n = 0; n < score.length; n++) if (score[n] !== 0 && score[n] !== 1) return true;
  return false;
}

/** Answers from the lowest to the highest probability, each as one code `[N]`. */
function sortedCodes({ probability, score, learner }: ScoredPredictions): Uint32Array {
  const order = ascendingOrder(probability);
  const codes = new Uint32Array(order.length);
  for (let k = 0; k < order.length; k++) {
    const n = order[k]!;
    const tied = k > 0 && probability[order[k - 1]!] === probability[n];
    codes[k] = (learner[n]! << LEARNER_SHIFT) | (score[n] === 1 ? RIGHT : 0) | (tied ? 0 : FIRST_OF_TIE);
  }
  return codes;
}

/** Mann-Whitney over weighted answers in ascending order: pairs below count 1, ties 1/2. */
function weightedAuc(codes: Uint32Array, weights: Int32Array): number {
  let halfPairs = 0;
  let below = 0;
  let wrong = 0;
  let tiedRight = 0;
  let right = 0;
  for (let k = 0; k < codes.length; k++) {
    const code = codes[k]!;
    const weight = weights[code >>> LEARNER_SHIFT]!;
    if ((code & FIRST_OF_TIE) !== 0) {
      halfPairs += tiedRight * (below + wrong);
      below = wrong;
      tiedRight = 0;
    }
    // All bits set for a right answer, none for a wrong one: a branch here would be mispredicted every other time.
    const rightWeight = weight & -(code & RIGHT);
    tiedRight += rightWeight;
    right += rightWeight;
    wrong += weight - rightWeight;
  }
  halfPairs += tiedRight * (below + wrong);
  return halfPairs / 2 / right / wrong;
}
