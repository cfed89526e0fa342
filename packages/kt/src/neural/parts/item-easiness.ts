import { sigmoid } from "@zpd/core";
import { type Ops, type Value, type Values, type Weights, zeroWeights } from "@zpd/tensor";
import { conceptLists, conceptRows, type RowLists } from "./item-concepts";
import type { WindowSource } from "./window-source";

/** How easy items are, in log-odds, for a learner of whom nothing is known. */
export interface ItemEasiness {
  /** What an item adds to the mean of its concepts `[I]`; 0 for an item without answers. */
  readonly items: Float32Array;
  /** `[C + 1]`; the last is that of items without a concept. */
  readonly concepts: Float32Array;
}

/** By then no estimate moves by more than a thousandth. */
const SWEEPS = 25;
/** Variance of abilities and of concepts: the standard Rasch model's, weak against what their many answers say. */
const WIDE = 1;
/** Least variance of items, so that a log whose items do not differ divides by no zero. */
const LEAST_VARIANCE = 1e-4;

/** Sums over the answers that speak of each member of a family: the score's gradient, and the curvature. */
interface Evidence {
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
}

function noEvidence(size: number): Evidence {
  return { gradient: new Float64Array(size), curvature: new Float64Array(size) };
}

/** One Newton step of every value towards its mode under N(0, variance). */
function stepTowardsMode(values: Float64Array, { gradient, curvature }: Evidence, variance: number): void {
  for (let k = 0; k < values.length; k++) {
    values[k]! += (gradient[k]! - values[k]! / variance) / (curvature[k]! + 1 / variance);
  }
}

/** The variance that items seem to have, from their modes and from how much of each its own answers decide. */
function estimateVariance(items: Float64Array, { curvature }: Evidence, variance: number): number {
  let decided = 0;
  let squares = 0;
  for (let item = 0; item < items.length; item++) {
    decided += curvature[item]! / (curvature[item]! + 1 / variance);
    squares += items[item]! ** 2;
  }
  return decided === 0 ? variance : Math.max(squares / decided, LEAST_VARIANCE);
}

/**
 * What items say of their concepts. A concept gets its share of the curvature too, not the square of it: concepts that
 * move together then do not overshoot.
 */
function shareAmongConcepts(ofItems: Evidence, { offsets, ids }: RowLists, conceptCount: number): Evidence {
  const { gradient, curvature } = noEvidence(conceptCount);
  for (let item = 0; item + 1 < offsets.length; item++) {
    const share = 1 / (offsets[item + 1]! - offsets[item]!);
    for (let k = offsets[item]!; k < offsets[item + 1]!; k++) {
      gradient[ids[k]!]! += ofItems.gradient[item]! * share;
      curvature[ids[k]!]! += ofItems.curvature[item]! * share;
    }
  }
  return { gradient, curvature };
}

/** The mean of each item's concepts, into `out`. */
function meanOfConcepts(concepts: Float64Array, { offsets, ids }: RowLists, out: Float64Array): void {
  for (let item = 0; item + 1 < offsets.length; item++) {
    let sum = 0;
    for (let k = offsets[item]!; k < offsets[item + 1]!; k++) sum += concepts[ids[k]!]!;
    out[item] = sum / (offsets[item + 1]! - offsets[item]!);
  }
}

/**
 * Estimates easiness from answers: logit P(right) = ability of the learner + mean of the item's concepts + item, at the
 * mode under normal priors, by Newton's steps for one family after the other. The variance of items is estimated along
 * with them, so that a rarely met item stays as near to its concepts as items are in general.
 *
 * Source: Rasch, "Probabilistic Models for Some Intelligence and Attainment Tests", 1960; the prior's variance by the
 * fixed point of MacKay, "Bayesian Interpolation", Neural Computation 4, 1992, with a diagonal curvature.
 * Cost: O(sweeps (answers + entries of the Q-matrix)).
 */
export function estimateEasiness({ log, learners }: WindowSource): ItemEasiness {
  const itemCount = log.items.size;
  const lists = conceptLists(
    log.qMatrix,
    Int32Array.from({ length: itemCount }, (_, item) => item),
  );
  const abilities = new Float64Array(learners.length);
  const items = new Float64Array(itemCount);
  const concepts = new Float64Array(conceptRows(log.qMatrix));
  /** Mean of each item's concepts. */
  const shared = new Float64Array(itemCount);
  let variance = WIDE;

  const logOdds = (l: number, item: number): number => abilities[l]! + shared[item]! + items[item]!;
  const evidence = (size: number, memberOf: (l: number, item: number) => number): Evidence => {
    const { gradient, curvature } = noEvidence(size);
    for (let l = 0; l < learners.length; l++) {
      for (let at = log.offsets[learners[l]!]!; at < log.offsets[learners[l]! + 1]!; at++) {
        const item = log.item[at]!;
        const p = sigmoid(logOdds(l, item));
        const member = memberOf(l, item);
        gradient[member]! += log.score[at]! - p;
        curvature[member]! += p * (1 - p);
      }
    }
    return { gradient, curvature };
  };

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    stepTowardsMode(
      concepts,
      shareAmongConcepts(
        evidence(itemCount, (_, item) => item),
        lists,
        concepts.length,
      ),
      WIDE,
    );
    meanOfConcepts(concepts, lists, shared);
    const ofItems = evidence(itemCount, (_, item) => item);
    stepTowardsMode(items, ofItems, variance);
    variance = estimateVariance(items, ofItems, variance);
    stepTowardsMode(
      abilities,
      evidence(learners.length, (l) => l),
      WIDE,
    );
  }
  return { items: Float32Array.from(items), concepts: Float32Array.from(concepts) };
}

/**
 * How much of an item's own weights enters. As Adam moves every weight by steps of one size, a small share lets concepts
 * learn first and rare items not be learned by heart. Chosen on learners kept back from training.
 */
export const ITEM_SHARE = 0.1;

/** What a model starts with whose log-odds have a term of the item's own: `easiness` `[I, 1]`, not yet known. */
export function easinessWeights(itemCount: number): Weights {
  return { easiness: zeroWeights([itemCount, 1]) };
}

/** The same weights with `easiness` as the training answers have it. */
export function startWithEasiness(weights: Weights, training: WindowSource): Weights {
  const { items } = estimateEasiness(training);
  return { ...weights, easiness: { shape: [items.length, 1], data: items.map((value) => value / ITEM_SHARE) } };
}

/** The term of some items `[N, 1]`. */
export function easinessRows(ops: Ops, weights: Values, items: Int32Array): Value {
  return ops.affine(ops.gatherRows(weights.easiness!, ops.indices(items)), ITEM_SHARE);
}
