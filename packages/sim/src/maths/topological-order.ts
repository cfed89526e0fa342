/** A directed graph in compressed rows: the edges out of node `n` lead to `target[offsets[n]] … `. */
export interface CompressedGraph {
  readonly offsets: Int32Array;
  readonly target: Int32Array;
}

export interface TopologicalOrder {
  /** Nodes such that every edge's target stands before its source `[n]`; shorter when there is a cycle. */
  readonly order: Int32Array;
  /** Longest path out of each node `[n]`. */
  readonly depth: Int32Array;
  /** Nodes on a cycle or leading into one; empty for an acyclic graph. */
  readonly cyclic: readonly number[];
}

/** Orders a graph by its edges (Kahn's algorithm); among the free nodes the lowest index comes first. O(nodes² + edges). */
export function topologicalOrder({ offsets, target }: CompressedGraph): TopologicalOrder {
  const size = offsets.length - 1;
  const placed = new Uint8Array(size);
  const depth = new Int32Array(size);
  const order: number[] = [];
  for (let moved = true; moved; ) {
    moved = false;
    for (let node = 0; node < size; node++) {
      if (placed[node] === 1) continue;
      let free = true;
      let longest = 0;
      for (let e = offsets[node]!; e < offsets[node + 1]! && free; e++) {
        if (placed[target[e]!] === 0) free = false;
        else longest = Math.max(longest, depth[target[e]!]! + 1);
      }
      if (!free) continue;
      placed[node] = 1;
      depth[node] = longest;
      order.push(node);
      moved = true;
    }
  }
  const cyclic: number[] = [];
  for (let node = 0; node < size; node++) if (placed[node] === 0) cyclic.push(node);
  return { order: Int32Array.from(order), depth, cyclic };
}
