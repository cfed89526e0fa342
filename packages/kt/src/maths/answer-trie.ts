/**
 * All answer sequences of one concept merged by common beginnings. A node stands for one distinct beginning;
 * nodes 0…roots-1 are the empty ones. Nodes come level by level, so a parent's index is below its children's, and the
 * nodes of one level are independent of each other, which lets the processor overlap them.
 *
 * Why: what a filter believes after a beginning is the same for everybody who answered so, hence one step per node
 * stands for one step per learner. Short sequences repeat a lot; long ones cost what they would cost anyway.
 */
export interface AnswerTrie {
  /** Number of nodes, roots included. */
  readonly size: number;
  readonly roots: number;
  /** Nodes `roots … firstLevelEnd - 1` stand for a first answer. */
  readonly firstLevelEnd: number;
  /** Index of the beginning without the last answer `[size]`; a root has -1. */
  readonly parent: Int32Array;
  /** Symbol of the last answer `[size]`; a root has -1. */
  readonly symbol: Int32Array;
  /** How many sequences begin so `[size]`. */
  readonly count: Float64Array;
  /** How many of them end here `[size]`. */
  readonly ends: Float64Array;
}

/** Symbol sequences, one after the other: sequence `s` is `symbol[start[s]] … symbol[start[s + 1] - 1]`. */
export interface SymbolSequences {
  readonly symbol: Int32Array;
  readonly start: Int32Array;
  /** Symbols are 0…symbolCount-1. */
  readonly symbolCount: number;
  /** Which root each sequence hangs from `[sequences]`; absent: one root for all. */
  readonly root?: Int32Array;
  readonly roots: number;
}

/** Sequence indices grouped by their root (a stable counting sort). */
function orderByRoot(sequences: number, roots: number, root: Int32Array | undefined, count: Float64Array): Int32Array {
  const order = new Int32Array(sequences);
  const cursor = new Int32Array(roots + 1);
  for (let s = 0; s < sequences; s++) cursor[(root === undefined ? 0 : root[s]!) + 1]!++;
  for (let r = 0; r < roots; r++) {
    count[r] = cursor[r + 1]!;
    cursor[r + 1]! += cursor[r]!;
  }
  for (let s = 0; s < sequences; s++) order[cursor[root === undefined ? 0 : root[s]!]!++] = s;
  return order;
}

/** Builds the trie by splitting the sequences level by level. O(answers), no hashing. */
export function buildAnswerTrie({ symbol, start, symbolCount, root, roots }: SymbolSequences): AnswerTrie {
  const sequences = start.length - 1;
  const capacity = roots + symbol.length;
  const parent = new Int32Array(capacity).fill(-1);
  const nodeSymbol = new Int32Array(capacity).fill(-1);
  const count = new Float64Array(capacity);
  const ends = new Float64Array(capacity);
  // Sequences through node v stand at segment[v] … segment[v] + count[v] - 1 of its level's order.
  const segment = new Int32Array(capacity);
  const lastParent = new Int32Array(symbolCount).fill(-1);
  const child = new Int32Array(symbolCount);
  let order = orderByRoot(sequences, roots, root, count);
  let nextOrder: Int32Array = new Int32Array(sequences);
  for (let r = 1; r < roots; r++) segment[r] = segment[r - 1]! + count[r - 1]!;
  let size = roots;
  let levelFrom = 0;
  let firstLevelEnd = roots;
  for (let depth = 0; levelFrom < size; depth++) {
    const levelTo = size;
    let placed = 0;
    for (let node = levelFrom; node < levelTo; node++) {
      const from = segment[node]!;
      const to = from + count[node]!;
      const firstChild = size;
      for (let k = from; k < to; k++) {
        const position = start[order[k]!]! + depth;
        if (position >= start[order[k]! + 1]!) {
          ends[node]!++;
          continue;
        }
        const answer = symbol[position]!;
        if (lastParent[answer] !== node) {
          lastParent[answer] = node;
          child[answer] = size;
          parent[size] = node;
          nodeSymbol[size] = answer;
          size++;
        }
        count[child[answer]!]!++;
      }
      for (let c = firstChild; c < size; c++) {
        segment[c] = placed;
        placed += count[c]!;
      }
      for (let k = from; k < to; k++) {
        const position = start[order[k]!]! + depth;
        // The segment start doubles as the write cursor; it is moved back below.
        if (position < start[order[k]! + 1]!) nextOrder[segment[child[symbol[position]!]!]!++] = order[k]!;
      }
      for (let c = firstChild; c < size; c++) segment[c]! -= count[c]!;
    }
    if (depth === 0) firstLevelEnd = size;
    levelFrom = levelTo;
    const done = order;
    order = nextOrder;
    nextOrder = done;
  }
  return {
    size,
    roots,
    firstLevelEnd,
    parent: parent.slice(0, size),
    symbol: nodeSymbol.slice(0, size),
    count: count.slice(0, size),
    ends: ends.slice(0, size),
  };
}
