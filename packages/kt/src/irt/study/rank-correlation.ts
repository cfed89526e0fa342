import { assertLength, mean } from "@zpd/core";

/** Pearson's correlation of two columns `[N]`; NaN where one does not vary. O(N). @throws SHAPE */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertLength("pearsonCorrelation", "y", y, x.length, "[N]");
  const [meanX, meanY] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let k = 0; k < x.length; k++) {
    const [dx, dy] = [x[k]! - meanX, y[k]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Ranks from 1, ties sharing their mean rank `[N]`. O(N log N). */
function meanRanks(x: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: x.length }, (_, k) => k).sort((a, b) => x[a]! - x[b]!);
  const ranks = new Float64Array(x.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && x[order[to]!] === x[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Spearman's rank correlation: Pearson's of the ranks, ties at their mean rank. O(N log N). @throws SHAPE */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertLength("spearmanCorrelation", "y", y, x.length, "[N]");
  return pearsonCorrelation(meanRanks(x), meanRanks(y));
}

function pairs(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Pairs within runs of equal neighbours. */
function tiedPairs(length: number, isSame: (k: number) => boolean): number {
  let tied = 0;
  let run = 1;
  for (let k = 1; k < length; k++) {
    if (isSame(k)) run++;
    else {
      tied += pairs(run);
      run = 1;
    }
  }
  return tied + pairs(length === 0 ? 0 : run);
}

/** Sorts in place and returns the number of exchanges of neighbours that takes. O(N log N). */
function countExchanges(values: Float64Array): number {
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  let exchanges = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let [left, right] = [start, middle];
      for (let k = start; k < end; k++) {
        if (right >= end || (left < middle && from[left]! <= from[right]!)) to[k] = from[left++]!;
        else {
          exchanges += middle - left;
          to[k] = from[right++]!;
        }
      }
    }
    [from, to] = [to, from];
  }
  values.set(from);
  return exchanges;
}

/**
 * Kendall's tau-b: concordant less discordant pairs, over the geometric mean of the pairs untied in each column; NaN where a
 * column does not vary. O(N log N) by Knight's algorithm (1966, JASA 61, 436-439). @throws SHAPE
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assertLength("kendallTau", "y", y, x.length, "[N]");
  const n = x.length;
  const order = Uint32Array.from({ length: n }, (_, k) => k).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const sortedX = Float64Array.from(order, (k) => x[k]!);
  const sortedY = Float64Array.from(order, (k) => y[k]!);
  const tiedX = tiedPairs(n, (k) => sortedX[k] === sortedX[k - 1]);
  const tiedBoth = tiedPairs(n, (k) => sortedX[k] === sortedX[k - 1] && sortedY[k] === sortedY[k - 1]);
  const discordant = countExchanges(sortedY);
  const tiedY = tiedPairs(n, (k) => sortedY[k] === sortedY[k - 1]);
  const all = pairs(n);
  return (all - tiedX - tiedY + tiedBoth - 2 * discordant) / Math.sqrt((all - tiedX) * (all - tiedY));
}
