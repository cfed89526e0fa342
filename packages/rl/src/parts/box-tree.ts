import { quickSelect } from "../maths/quick-select";

/** Entries of a leaf at most: few enough that a box is tight, enough that walking the tree costs less than its leaves. */
const LEAF = 64;
/** Entries of a node looked at, evenly, to find the column to split by: any column gives a right tree, a wide one a quick one. */
const SAMPLE = 512;

/**
 * A balanced k-d tree over `N` entries with `C` columns (Bentley 1975), each node with the box of its entries. Nodes
 * lie as in a heap, children of `n` at 2 n + 1 and 2 n + 2; the last `leaves` nodes are the leaves. Columns are stored
 * in the tree's order, so that a leaf is read from one stretch of memory.
 */
export interface BoxTree {
  /** `C` columns `[N]`, in the tree's order. */
  readonly columns: readonly Float64Array[];
  /** What stands at each place `[N]`: an entry of the caller's. */
  readonly entry: Int32Array;
  /** Nodes before the first leaf. */
  readonly inner: number;
  /** First place of each node `[nodes]`, and the place after its last. */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Smallest value of each column in a node `[nodes, C]`, and the largest. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Column whose values in a stretch spread most, each spread times how much the column counts. */
function widestColumn(
  order: Int32Array,
  from: number,
  to: number,
  columns: readonly Float64Array[],
  influence: readonly number[],
): number {
  const stride = Math.ceil((to - from) / SAMPLE);
  let widest = 0;
  let most = -1;
  for (const [c, column] of columns.entries()) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let n = from; n < to; n += stride) {
      const value = column[order[n]!]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const spread = (high - low) * influence[c]!;
    if (spread > most) {
      most = spread;
      widest = c;
    }
  }
  return widest;
}

/**
 * Builds the tree over some entries of columns `[I]`; `influence` says how much a difference of 1 in each column counts
 * when a node is split. O(N (C + log N)).
 */
export function createBoxTree(
  columns: readonly Float64Array[],
  influence: readonly number[],
  entries: Int32Array,
): BoxTree {
  const order = entries.slice();
  const leaves = 2 ** Math.max(0, Math.ceil(Math.log2(order.length / LEAF)));
  const inner = leaves - 1;
  const nodes = inner + leaves;
  const start = new Int32Array(nodes);
  const end = new Int32Array(nodes);
  end[0] = order.length;
  for (let node = 0; node < inner; node++) {
    const from = start[node]!;
    const to = end[node]!;
    const middle = (from + to) >> 1;
    const column = columns[widestColumn(order, from, to, columns, influence)]!;
    if (to > from) quickSelect(order, column, from, to, middle);
    start[2 * node + 1] = from;
    end[2 * node + 1] = middle;
    start[2 * node + 2] = middle;
    end[2 * node + 2] = to;
  }
  const width = columns.length;
  const low = new Float64Array(nodes * width);
  const high = new Float64Array(nodes * width);
  const sorted = columns.map((column) => {
    const values = new Float64Array(order.length);
    for (let at = 0; at < order.length; at++) values[at] = column[order[at]!]!;
    return values;
  });
  for (let node = nodes - 1; node >= 0; node--) {
    for (let c = 0; c < width; c++) {
      const cell = node * width + c;
      if (node < inner) {
        const left = (2 * node + 1) * width + c;
        low[cell] = Math.min(low[left]!, low[left + width]!);
        high[cell] = Math.max(high[left]!, high[left + width]!);
        continue;
      }
      const column = sorted[c]!;
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let at = start[node]!; at < end[node]!; at++) {
        const value = column[at]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      low[cell] = least;
      high[cell] = most;
    }
  }
  return { columns: sorted, entry: order, inner, start, end, low, high };
}
