import { sigmoid } from "@zpd/core";
import { PROBIT } from "../maths/probit-shrink";
import { createByteRows } from "../parts/byte-rows";
import type { LimitedList } from "../parts/limited-list";
import { BLOCK, createPackedRows } from "../parts/packed-rows";
import { canStillWin, type GroupRange, type LogitWindow, SLACK, setLogitWindow } from "./logit-window";
import type { ItemSearchInput, SearchRequest } from "./search-types";

/** Smallest and largest value of each column in each block `[blocks, C]`. */
interface BlockRanges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Ranges of what `read` writes of each place. O(N C). */
function rangesOf(
  count: number,
  blocks: number,
  width: number,
  read: (place: number, row: Float64Array) => void,
): BlockRanges {
  const low = new Float64Array(blocks * width).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(blocks * width).fill(Number.NEGATIVE_INFINITY);
  const row = new Float64Array(width);
  for (let place = 0; place < count; place++) {
    read(place, row);
    const at = Math.floor(place / BLOCK) * width;
    for (let c = 0; c < width; c++) {
      if (row[c]! < low[at + c]!) low[at + c] = row[c]!;
      if (row[c]! > high[at + c]!) high[at + c] = row[c]!;
    }
  }
  return { low, high };
}

/** Items in the order they are read: the best static score first, so that the rest need not be read; else as they are. */
function readingOrder(eligible: Int32Array, staticScore: Float64Array): Int32Array {
  const first = staticScore[eligible[0] ?? 0];
  if (eligible.every((item) => staticScore[item] === first)) return eligible;
  return eligible.slice().sort((a, b) => staticScore[b]! - staticScore[a]! || a - b);
}

/**
 * The search among items of many factors, where no tree helps: boxes say little in 20 dimensions.
 *
 * Items are read in blocks, and dropped as soon as it is certain that they cannot come into the list: first by the logit
 * at the means, nearly (`packed-rows.ts`), against what the block's variances leave possible; then by a lower bound of the
 * item's own variance (`byte-rows.ts`); then by the logit at the means, exactly. The few that are left, some
 * hundred of 334,000, are scored by the formula. The result is exactly that of scoring all items.
 *
 * Cost: O(I D / 2), and O(D) for each item whose mean logit is near; allocates nothing by call. Holds 6 D + 9 bytes an item
 * (4 D + 8 where means are plugged in) beside the bank, from which the last steps read.
 */
export function createScanSearch(input: ItemSearchInput): (request: SearchRequest, list: LimitedList) => void {
  const { bank, integrate, weight, staticScore, group } = input;
  const { factors, discrimination, threshold, guess } = bank;
  const discriminationScale = integrate ? bank.discriminationScale : undefined;
  const thresholdScale = integrate ? bank.thresholdScale : undefined;
  const order = readingOrder(input.eligible, staticScore);
  const rows = createPackedRows(order.length, factors + 1, (place, row) => {
    const item = order[place]!;
    for (let d = 0; d < factors; d++) row[d] = discrimination[item * factors + d]!;
    row[factors] = threshold[item]!;
  });
  const { blocks } = rows;
  const statics = rangesOf(order.length, blocks, 1, (place, row) => {
    row[0] = staticScore[order[place]!]!;
  });
  const guesses = rangesOf(order.length, blocks, 1, (place, row) => {
    row[0] = guess?.[order[place]!] ?? 0;
  });
  // What the variance of a logit is made of: squared slopes, then their variances and the threshold's, where known.
  const width = !integrate ? 0 : factors + (discriminationScale === undefined ? 0 : factors) + 1;
  const readSpread = (place: number, row: Float64Array) => {
    const item = order[place]!;
    for (let d = 0; d < factors; d++) {
      row[d] = discrimination[item * factors + d]! ** 2;
      if (discriminationScale !== undefined) row[factors + d] = discriminationScale[item * factors + d]! ** 2;
    }
    row[width - 1] = (thresholdScale?.[item] ?? 0) ** 2;
  };
  const ranges = rangesOf(order.length, blocks, width, integrate ? readSpread : () => undefined);
  const spreads = createByteRows(integrate ? order.length : 0, width, readSpread);
  const spreadQuery = spreads.createQuery();
  const variances = new Float64Array(BLOCK);
  const spreadWeights = new Float64Array(width).fill(1);
  const query = rows.createQuery();
  const weights = new Float64Array(factors + 1);
  weights[factors] = -1;
  const secondMoment = new Float64Array(factors);
  const range: GroupRange = { mostStatic: 0, leastGuess: 0, mostGuess: 0, leastVariance: 0, mostVariance: 0 };
  const window: LogitWindow = { least: 0, most: 0, leastMean: 0, mostMean: 0 };

  function readRange(block: number): void {
    range.mostStatic = statics.high[block]!;
    range.leastGuess = guesses.low[block]!;
    range.mostGuess = guesses.high[block]!;
    if (!integrate) return;
    const { low, high } = ranges;
    let least = 0;
    let most = 0;
    for (let c = 0, at = block * width; c < width; c++, at++) {
      least += low[at]! * spreadWeights[c]!;
      most += high[at]! * spreadWeights[c]!;
    }
    range.leastVariance = least;
    range.mostVariance = most;
  }

  /** Variance of an item's logit. */
  function varianceOf(item: number, { abilityVariance }: SearchRequest): number {
    let sum = thresholdScale === undefined ? 0 : thresholdScale[item]! * thresholdScale[item]!;
    for (let d = 0, at = item * factors; d < factors; d++, at++) {
      const slope = discrimination[at]!;
      sum += slope * slope * abilityVariance[d]!;
      if (discriminationScale === undefined) continue;
      const scale = discriminationScale[at]!;
      sum += scale * scale * secondMoment[d]!;
    }
    return sum;
  }

  /** Whether a mean logit in `low … high` can be averaged into the window by a variance of at least `variance`. */
  function canBeIn(low: number, high: number, variance: number): boolean {
    const weakest = Math.sqrt(1 + PROBIT * variance) * (1 - SLACK);
    // The square root of a sum is at most this, as 1 + x is at least 1.
    const strongest = weakest + (PROBIT * spreadQuery.spread) / 2 + 2 * SLACK * weakest;
    const { least, most } = window;
    // Written so that NaN, of scales beyond all bounds, is let in.
    if (high < (least < 0 ? least * strongest : least * weakest)) return false;
    return !(low > (most > 0 ? most * strongest : most * weakest));
  }

  /** Scores an item whose logit's variance is at least `variance`, as soon as it does not fall out of the window. */
  function consider(item: number, variance: number, request: SearchRequest, list: LimitedList): void {
    if (!canStillWin(staticScore[item]!, list.worst())) return;
    const { ability, target } = request;
    let mean = -threshold[item]!;
    for (let d = 0, at = item * factors; d < factors; d++, at++) mean += ability[d]! * discrimination[at]!;
    if (mean < window.leastMean || mean > window.mostMean) return;
    if (integrate && !canBeIn(mean, mean, variance)) return;
    const logit = integrate ? mean / Math.sqrt(1 + PROBIT * varianceOf(item, request)) : mean;
    if (!(logit >= window.least && logit <= window.most)) return;
    if (!request.mayGive(item)) return;
    const floor = guess === undefined ? 0 : guess[item]!;
    const p = floor + (1 - floor) * sigmoid(logit);
    list.offer(item, staticScore[item]! - weight * Math.abs(p - target), group[item]!);
  }

  return (request, list) => {
    const { ability, abilityVariance, target } = request;
    for (let d = 0; d < factors; d++) {
      weights[d] = ability[d]!;
      secondMoment[d] = ability[d]! * ability[d]! + abilityVariance[d]!;
      if (!integrate) continue;
      spreadWeights[d] = abilityVariance[d]!;
      if (discriminationScale !== undefined) spreadWeights[factors + d] = secondMoment[d]!;
    }
    rows.prepare(query, weights);
    spreads.prepare(spreadQuery, spreadWeights);
    for (let block = 0; block < blocks; block++) {
      const worst = list.worst();
      // The best static scores come first.
      if (!canStillWin(statics.high[block]!, worst)) break;
      readRange(block);
      setLogitWindow(window, range, target, weight, worst);
      const size = rows.find(query, block, window.leastMean, window.mostMean);
      const first = block * BLOCK;
      const { found, values } = query;
      if (integrate) spreads.least(spreadQuery, first, found, size, variances);
      const error = rows.errorOf(query, block);
      for (let n = 0; n < size; n++) {
        const value = values[n]!;
        const variance = variances[n]!;
        if (integrate && !canBeIn(value - error, value + error, variance)) continue;
        consider(order[first + found[n]!]!, variance, request, list);
      }
    }
  };
}
