import type { AnswerTrie } from "./answer-trie";

/**
 * Forward and backward pass of a hidden Markov model with the states "unknown" and "known" over a trie of answers.
 *
 * Beliefs are kept as P(unknown), because that is the number that becomes tiny after many correct answers: stored as
 * it is it keeps its relative precision, where 1 - P(known) would be rounded to 0.
 */
export interface TwoStateModel {
  /** P(unknown) before the first answer, by root `[roots]`. */
  readonly unknownAtStart: Float64Array;
  /** Likelihood of each symbol for an unknowing and a knowing learner `[symbolCount]`. */
  readonly ifUnknown: Float64Array;
  readonly ifKnown: Float64Array;
  /** P(unknown -> known) after an answer with this symbol `[symbolCount]`. */
  readonly learn: Float64Array;
  /** P(known -> unknown) after any answer; 0: never. */
  readonly forget: number;
  /**
   * P(unknown) after a first answer with each symbol `[symbolCount]`, instead of what Bayes' rule makes of
   * `unknownAtStart`, which then only predicts the first answer; absent: Bayes' rule.
   */
  readonly unknownAfterFirst?: Float64Array;
}

/** Working memory of both passes, by node. Reused from iteration to iteration. */
export interface TwoStateWork {
  /** P(unknown) given the answers so far, the last included. */
  readonly filtered: Float64Array;
  /** P(unknown) before the next answer. */
  readonly predicted: Float64Array;
  /** Backward: sum over all sequences that go on here of P(unknown at the next answer | whole sequence). */
  readonly childUnknown: Float64Array;
}

/** Expected counts of the E-step. */
export interface TwoStateCounts {
  /** Expected number of answers with each symbol given while unknowing `[symbolCount]`. */
  readonly unknown: Float64Array;
  /** Those of them after which another answer follows `[symbolCount]`. */
  readonly unknownGoingOn: Float64Array;
  /** Expected number of transitions unknown -> known after each symbol `[symbolCount]`. */
  readonly learnt: Float64Array;
  /** Expected number of learners who do not know it at the start, by root `[roots]`. */
  readonly unknownAtStart: Float64Array;
  /** Expected number of transitions known -> unknown. */
  forgot: number;
  /** Expected number of learners who do not know it after a first answer with each symbol `[symbolCount]`. */
  readonly unknownAfterFirst: Float64Array;
}

/** Below this a running product of likelihoods is turned into a logarithm. */
const SMALL = 1e-250;

export function createTwoStateWork(nodes: number): TwoStateWork {
  return {
    filtered: new Float64Array(nodes),
    predicted: new Float64Array(nodes),
    childUnknown: new Float64Array(nodes),
  };
}

/**
 * Filters every sequence: condition on the answer, then transit. Returns the log-likelihood of all answers.
 * O(nodes), one division a node.
 */
export function forwardPass(trie: AnswerTrie, model: TwoStateModel, work: TwoStateWork): number {
  const { size, roots, firstLevelEnd, parent, symbol, count } = trie;
  const { unknownAtStart, ifUnknown, ifKnown, learn, forget, unknownAfterFirst } = model;
  const givenEnd = unknownAfterFirst === undefined ? 0 : firstLevelEnd;
  const { filtered, predicted } = work;
  for (let r = 0; r < roots; r++) predicted[r] = unknownAtStart[r]!;
  let logLikelihood = 0;
  // Most nodes are one sequence's own: their likelihoods are multiplied up, so that few logarithms are taken.
  let product = 1;
  for (let node = roots; node < size; node++) {
    const s = symbol[node]!;
    const before = predicted[parent[node]!]!;
    const jointUnknown = before * ifUnknown[s]!;
    const likelihood = jointUnknown + (1 - before) * ifKnown[s]!;
    const unknown = node < givenEnd ? unknownAfterFirst![s]! : jointUnknown / likelihood;
    filtered[node] = unknown;
    predicted[node] = unknown * (1 - learn[s]!) + (1 - unknown) * forget;
    const sequences = count[node]!;
    if (sequences === 1) {
      product *= likelihood;
      if (product < SMALL) {
        logLikelihood += Math.log(product);
        product = 1;
      }
    } else {
      logLikelihood += sequences * Math.log(likelihood);
    }
  }
  return logLikelihood + Math.log(product);
}

/**
 * Smooths every sequence after `forwardPass` and adds up the expected counts.
 *
 * Rauch-Tung-Striebel form of the two-state backward pass: with a = P(unknown | answers so far) and
 * p = P(unknown before the next answer), P(unknown now and known next | all) = a learn / (1 - p) P(known next | all).
 * It is linear in the smoothed probabilities of the next step, so sequences that share a beginning are smoothed
 * together by smoothing the sum over them. O(nodes), one division a node (two with forgetting).
 */
export function backwardPass(trie: AnswerTrie, model: TwoStateModel, work: TwoStateWork, counts: TwoStateCounts): void {
  const { size, roots, firstLevelEnd, parent, symbol, count, ends } = trie;
  const { learn, forget, ifUnknown, ifKnown } = model;
  const { filtered, predicted, childUnknown } = work;
  const { unknown, unknownGoingOn, learnt, unknownAtStart, unknownAfterFirst } = counts;
  const givenEnd = model.unknownAfterFirst === undefined ? 0 : firstLevelEnd;
  const forgets = forget > 0;
  unknown.fill(0);
  unknownGoingOn.fill(0);
  learnt.fill(0);
  unknownAfterFirst.fill(0);
  childUnknown.fill(0, 0, size);
  let forgot = 0;
  for (let node = size - 1; node >= roots; node--) {
    const s = symbol[node]!;
    const now = filtered[node]!;
    const next = childUnknown[node]!;
    const nextKnown = count[node]! - ends[node]! - next;
    const learning = ((now * learn[s]!) / (1 - predicted[node]!)) * nextKnown;
    let stayed = next;
    if (forgets) {
      const forgetting = (((1 - now) * forget) / predicted[node]!) * next;
      forgot += forgetting;
      stayed -= forgetting;
    }
    const goingOn = stayed + learning;
    let smoothed = ends[node]! * now + goingOn;
    unknownGoingOn[s]! += goingOn;
    learnt[s]! += learning;
    if (node < givenEnd) {
      // Later answers speak of the belief after the first one; the first answer speaks of the start, by Bayes' rule.
      unknownAfterFirst[s]! += smoothed;
      const before = predicted[parent[node]!]!;
      const joint = before * ifUnknown[s]!;
      smoothed = (count[node]! * joint) / (joint + (1 - before) * ifKnown[s]!);
    }
    unknown[s]! += smoothed;
    childUnknown[parent[node]!]! += smoothed;
  }
  for (let r = 0; r < roots; r++) unknownAtStart[r] = childUnknown[r]!;
  counts.forgot = forgot;
}
