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

/**
 * Working memory of both passes over one trie, reused from iteration to iteration. Fields stand side by side, and their
 * offsets are literals in the loops below: with one array a field the loops ran out of registers, and named constants
 * of a module become variables in a bundle; either costs a third more time.
 */
export interface TwoStateWork {
  /**
   * Five values a node:
   * 0 P(unknown) given the answers so far, the last included;
   * 1 P(unknown) before the next answer;
   * 2 zeroed by the forward pass, then backward: sum over all sequences that go on here of P(unknown at the next answer | whole sequence);
   * 3, 4 the trie's count and ends.
   */
  readonly node: Float64Array;
  /** Two values a node: where its parent stands in `node`, and its symbol in `table`. */
  readonly link: Int32Array;
  /** Four values a symbol: its likelihood if unknown, if known, the learn rate after it, nothing. */
  readonly table: Float64Array;
  /** Four values a symbol, expected counts: unknown, unknown and going on, learnt, nothing. */
  readonly sums: Float64Array;
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

/** Working memory for a trie over `symbolCount` symbols. */
export function createTwoStateWork(
  { size, parent, symbol, count, ends }: AnswerTrie,
  symbolCount: number,
): TwoStateWork {
  const node = new Float64Array(5 * size);
  const link = new Int32Array(2 * size);
  for (let k = 0; k < size; k++) {
    node[5 * k + 3] = count[k]!;
    node[5 * k + 4] = ends[k]!;
    link[2 * k] = 5 * parent[k]!;
    link[2 * k + 1] = 4 * symbol[k]!;
  }
  const table = new Float64Array(4 * symbolCount);
  return { node, link, table, sums: table.slice() };
}

/**
 * Filters every sequence: condition on the answer, then transit. Returns the log-likelihood of all answers.
 * O(nodes), one division a node.
 */
export function forwardPass(trie: AnswerTrie, model: TwoStateModel, work: TwoStateWork): number {
  const { size, roots, firstLevelEnd } = trie;
  const { unknownAtStart, ifUnknown, ifKnown, learn, forget, unknownAfterFirst } = model;
  const { node, link, table } = work;
  const givenEnd = unknownAfterFirst === undefined ? 0 : firstLevelEnd;
  for (let s = 0; s < learn.length; s++) {
    table[4 * s] = ifUnknown[s]!;
    table[4 * s + 1] = ifKnown[s]!;
    table[4 * s + 2] = learn[s]!;
  }
  for (let r = 0; r < roots; r++) {
    node[5 * r + 1] = unknownAtStart[r]!;
    node[5 * r + 2] = 0;
  }
  let logLikelihood = 0;
  // Most nodes are one sequence's own: their likelihoods are multiplied up, so that few logarithms are taken.
  let product = 1;
  for (let k = roots, at = 5 * roots; k < size; k++, at += 5) {
    const s = link[2 * k + 1]!;
    const before = node[link[2 * k]! + 1]!;
    const jointUnknown = before * table[s]!;
    const likelihood = jointUnknown + (1 - before) * table[s + 1]!;
    const unknown = k < givenEnd ? unknownAfterFirst![s / 4]! : jointUnknown / likelihood;
    node[at] = unknown;
    node[at + 1] = unknown * (1 - table[s + 2]!) + (1 - unknown) * forget;
    node[at + 2] = 0;
    const sequences = node[at + 3]!;
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
 * Smooths every sequence, once after each `forwardPass` and with its model, and adds up the expected counts.
 *
 * Rauch-Tung-Striebel form of the two-state backward pass: with a = P(unknown | answers so far) and
 * p = P(unknown before the next answer), P(unknown now and known next | all) = a learn / (1 - p) P(known next | all).
 * It is linear in the smoothed probabilities of the next step, so sequences that share a beginning are smoothed
 * together by smoothing the sum over them. O(nodes), one division a node (two with forgetting).
 */
export function backwardPass(trie: AnswerTrie, model: TwoStateModel, work: TwoStateWork, counts: TwoStateCounts): void {
  const { size, roots, firstLevelEnd } = trie;
  const { forget } = model;
  const { node, link, table, sums } = work;
  const { unknown, unknownGoingOn, learnt, unknownAtStart, unknownAfterFirst } = counts;
  const givenEnd = model.unknownAfterFirst === undefined ? 0 : firstLevelEnd;
  const forgets = forget > 0;
  unknownAfterFirst.fill(0);
  sums.fill(0);
  let forgot = 0;
  for (let k = size - 1, at = 5 * k; k >= roots; k--, at -= 5) {
    const s = link[2 * k + 1]!;
    const now = node[at]!;
    const ends = node[at + 4]!;
    const next = node[at + 2]!;
    const nextKnown = node[at + 3]! - ends - next;
    const learning = ((now * table[s + 2]!) / (1 - node[at + 1]!)) * nextKnown;
    let stayed = next;
    if (forgets) {
      const forgetting = (((1 - now) * forget) / node[at + 1]!) * next;
      forgot += forgetting;
      stayed -= forgetting;
    }
    const goingOn = stayed + learning;
    let smoothed = ends * now + goingOn;
    sums[s + 1]! += goingOn;
    sums[s + 2]! += learning;
    if (k < givenEnd) {
      // Later answers speak of the belief after the first one; the first answer speaks of the start, by Bayes' rule.
      unknownAfterFirst[s / 4]! += smoothed;
      const before = node[link[2 * k]! + 1]!;
      const joint = before * table[s]!;
      smoothed = (node[at + 3]! * joint) / (joint + (1 - before) * table[s + 1]!);
    }
    sums[s]! += smoothed;
    node[link[2 * k]! + 2]! += smoothed;
  }
  for (let s = 0; s < unknown.length; s++) {
    unknown[s] = sums[4 * s]!;
    unknownGoingOn[s] = sums[4 * s + 1]!;
    learnt[s] = sums[4 * s + 2]!;
  }
  for (let r = 0; r < roots; r++) unknownAtStart[r] = node[5 * r + 2]!;
  counts.forgot = forgot;
}
