import { logit as logitOf, sigmoid } from "@zpd/core";
import { PROBIT } from "../maths/probit-shrink";
import { type BoxTree, createBoxTree } from "../parts/box-tree";
import type { LimitedList } from "../parts/limited-list";
import { canStillWin, type GroupRange, type LogitWindow, setLogitWindow } from "./logit-window";
import type { ItemSearchInput, SearchRequest } from "./search-types";

/** Largest slope of the logistic curve: how much of a difference in logits reaches the probability. */
const SLOPE = 0.25;

interface ItemColumns {
  readonly columns: readonly Float64Array[];
  readonly influence: readonly number[];
  readonly threshold: number;
  readonly staticScore: number;
  /** -1 where the bank has none. */
  readonly guess: number;
  readonly slopeVariance: number;
  readonly thresholdVariance: number;
}

/** The columns a tree is built over; the slopes come first. */
function columnsOf({ bank, integrate, weight, staticScore }: ItemSearchInput): ItemColumns {
  const { factors, discrimination, threshold, guess, discriminationScale, thresholdScale } = bank;
  const count = bank.items.size;
  const columns: Float64Array[] = [];
  const influence: number[] = [];
  const add = (column: Float64Array, counts: number): number => {
    influence.push(counts);
    return columns.push(column) - 1;
  };
  const factorOf = (values: Float64Array, d: number) => {
    const column = new Float64Array(count);
    for (let i = 0; i < count; i++) column[i] = values[i * factors + d]!;
    return column;
  };
  const squared = (values: Float64Array) => {
    const column = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) column[i] = values[i]! * values[i]!;
    return column;
  };
  for (let d = 0; d < factors; d++) add(factorOf(discrimination, d), weight * SLOPE);
  const at = {
    threshold: add(threshold, weight * SLOPE),
    staticScore: add(staticScore, 1),
    guess: guess === undefined ? -1 : add(guess, weight),
    slopeVariance: -1,
    thresholdVariance: -1,
  };
  if (integrate && discriminationScale !== undefined) {
    at.slopeVariance = columns.length;
    for (let d = 0; d < factors; d++) add(squared(factorOf(discriminationScale, d)), weight * SLOPE * PROBIT);
  }
  if (integrate && thresholdScale !== undefined)
    at.thresholdVariance = add(squared(thresholdScale), weight * SLOPE * PROBIT);
  return { columns, influence, ...at };
}

/** Bounds of a product's factor: smallest and largest square in an interval. */
function leastSquare(low: number, high: number): number {
  return low > 0 ? low * low : high < 0 ? high * high : 0;
}

/**
 * Finds the items of the highest score static - weight |P(correct) - target| for a learner.
 *
 * Items lie in a k-d tree over slopes, threshold, static score, guess and the squares of their scales. From the box of
 * a node follow bounds of the logit (interval arithmetic), hence of P(correct) and of the score; nodes are walked best
 * first, and those that cannot beat the worst item of the list are left out. In a leaf, items whose logit lies outside
 * the interval that can still win cost no exponential. The result is exactly that of scoring all items.
 *
 * With one factor, a few hundred of 8,000 leaves are read; with many factors boxes say little, and the search becomes a
 * scan. Cost: O(I D) at worst; allocates nothing by call.
 */
export function createTreeSearch(input: ItemSearchInput): (request: SearchRequest, list: LimitedList) => void {
  const { bank, integrate, weight, eligible, group } = input;
  const { factors } = bank;
  const at = columnsOf(input);
  const tree: BoxTree = createBoxTree(at.columns, at.influence, eligible);
  const { columns, entry, inner, start, end, low, high } = tree;
  const width = columns.length;
  const leafWidth = start.reduce((most, from, node) => (node < inner ? most : Math.max(most, end[node]! - from)), 0);
  const z = new Float64Array(leafWidth);
  // A path down the tree leaves at most one sibling a level behind.
  const stack = new Int32Array(64);
  const bounds = new Float64Array(64);
  const range: GroupRange = { mostStatic: 0, leastGuess: 0, mostGuess: 0, leastVariance: 0, mostVariance: 0 };
  const window: LogitWindow = { least: 0, most: 0, leastMean: 0, mostMean: 0 };

  /** What no score in a node exceeds. */
  function boundOf(node: number, { ability, abilityVariance, target }: SearchRequest, targetLogit: number): number {
    const row = node * width;
    const best = high[row + at.staticScore]!;
    let from = -high[row + at.threshold]!;
    let to = -low[row + at.threshold]!;
    let least = at.thresholdVariance < 0 ? 0 : low[row + at.thresholdVariance]!;
    let most = at.thresholdVariance < 0 ? 0 : high[row + at.thresholdVariance]!;
    for (let d = 0; d < factors; d++) {
      const x = ability[d]!;
      const small = low[row + d]!;
      const large = high[row + d]!;
      from += x > 0 ? x * small : x * large;
      to += x > 0 ? x * large : x * small;
      if (!integrate) continue;
      const variance = abilityVariance[d]!;
      least += leastSquare(small, large) * variance;
      most += Math.max(small * small, large * large) * variance;
      if (at.slopeVariance < 0) continue;
      const square = x * x + variance;
      least += low[row + at.slopeVariance + d]! * square;
      most += high[row + at.slopeVariance + d]! * square;
    }
    if (integrate) {
      from /= Math.sqrt(1 + PROBIT * (from > 0 ? most : least));
      to /= Math.sqrt(1 + PROBIT * (to > 0 ? least : most));
    }
    if (at.guess < 0) {
      if (from > targetLogit) return best - weight * (sigmoid(from) - target);
      return to < targetLogit ? best - weight * (target - sigmoid(to)) : best;
    }
    const leastGuess = low[row + at.guess]!;
    const mostGuess = high[row + at.guess]!;
    const leastP = leastGuess + (1 - leastGuess) * sigmoid(from);
    if (leastP > target) return best - weight * (leastP - target);
    const mostP = mostGuess + (1 - mostGuess) * sigmoid(to);
    return mostP < target ? best - weight * (target - mostP) : best;
  }

  /** Logits of a leaf's items at the posterior means, into `z`. */
  function leafLogits(from: number, count: number, ability: Float64Array): void {
    const threshold = columns[at.threshold]!;
    for (let n = 0; n < count; n++) z[n] = -threshold[from + n]!;
    for (let d = 0; d < factors; d++) {
      const x = ability[d]!;
      const slope = columns[d]!;
      for (let n = 0; n < count; n++) z[n]! += x * slope[from + n]!;
    }
  }

  /** Variance of the logit of the item at a place. */
  function varianceAt(place: number, { ability, abilityVariance }: SearchRequest): number {
    let sum = at.thresholdVariance < 0 ? 0 : columns[at.thresholdVariance]![place]!;
    for (let d = 0; d < factors; d++) {
      const slope = columns[d]![place]!;
      sum += slope * slope * abilityVariance[d]!;
      if (at.slopeVariance < 0) continue;
      sum += columns[at.slopeVariance + d]![place]! * (ability[d]! * ability[d]! + abilityVariance[d]!);
    }
    return sum;
  }

  /** What the node's items have at least and at most. */
  function readRange(node: number, { ability, abilityVariance }: SearchRequest): void {
    const row = node * width;
    range.mostStatic = high[row + at.staticScore]!;
    range.leastGuess = at.guess < 0 ? 0 : low[row + at.guess]!;
    range.mostGuess = at.guess < 0 ? 0 : high[row + at.guess]!;
    if (!integrate) return;
    let least = at.thresholdVariance < 0 ? 0 : low[row + at.thresholdVariance]!;
    let most = at.thresholdVariance < 0 ? 0 : high[row + at.thresholdVariance]!;
    for (let d = 0; d < factors; d++) {
      const small = low[row + d]!;
      const large = high[row + d]!;
      const variance = abilityVariance[d]!;
      least += leastSquare(small, large) * variance;
      most += Math.max(small * small, large * large) * variance;
      if (at.slopeVariance < 0) continue;
      const square = ability[d]! * ability[d]! + variance;
      least += low[row + at.slopeVariance + d]! * square;
      most += high[row + at.slopeVariance + d]! * square;
    }
    range.leastVariance = least;
    range.mostVariance = most;
  }

  function readLeaf(node: number, request: SearchRequest, list: LimitedList): void {
    const from = start[node]!;
    const count = end[node]! - from;
    const { target, mayGive } = request;
    leafLogits(from, count, request.ability);
    readRange(node, request);
    setLogitWindow(window, range, target, weight, list.worst());
    const { least, most, leastMean, mostMean } = window;
    const statics = columns[at.staticScore]!;
    for (let n = 0; n < count; n++) {
      if (!(z[n]! >= leastMean && z[n]! <= mostMean)) continue;
      const mean = z[n]!;
      const logit = integrate ? mean / Math.sqrt(1 + PROBIT * varianceAt(from + n, request)) : mean;
      if (!(logit >= least && logit <= most)) continue;
      const item = entry[from + n]!;
      if (!mayGive(item)) continue;
      const guess = at.guess < 0 ? 0 : columns[at.guess]![from + n]!;
      const p = guess + (1 - guess) * sigmoid(logit);
      list.offer(item, statics[from + n]! - weight * Math.abs(p - target), group[item]!);
    }
  }

  return (request, list) => {
    const targetLogit = logitOf(request.target);
    let depth = 0;
    stack[depth] = 0;
    bounds[depth++] = boundOf(0, request, targetLogit);
    while (depth > 0) {
      const node = stack[--depth]!;
      if (!canStillWin(bounds[depth]!, list.worst())) continue;
      if (node >= inner) {
        readLeaf(node, request, list);
        continue;
      }
      const left = 2 * node + 1;
      const boundLeft = boundOf(left, request, targetLogit);
      const boundRight = boundOf(left + 1, request, targetLogit);
      // The better child is walked first, so it goes on top.
      const isLeftBetter = boundLeft >= boundRight;
      stack[depth] = isLeftBetter ? left + 1 : left;
      bounds[depth++] = isLeftBetter ? boundRight : boundLeft;
      stack[depth] = isLeftBetter ? left : left + 1;
      bounds[depth++] = isLeftBetter ? boundLeft : boundRight;
    }
  };
}
