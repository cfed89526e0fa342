/**
 * The best `k` of a stream of entries, best first, ties to the smaller entry, with at most `atMost[group]` entries of a
 * group. What is kept is at every moment what a greedy pass over all entries so far, sorted, would take, and so has the
 * largest sum of scores the limits allow: the limits are a partition matroid cut off at `k`, and an entry that comes in
 * puts out the worst of the circuit it closes (Edmonds 1971).
 */
export interface LimitedList {
  /** Entries kept so far. */
  size: number;
  /** Best first `[k]`. */
  readonly entries: Int32Array;
  readonly scores: Float64Array;
  /** What an entry's score must reach to come in; -Infinity while there is room. */
  readonly worst: () => number;
  readonly clear: () => void;
  /** Group -1 has no limit. O(k) where the entry comes in, O(1) where it does not and its group is not full. */
  readonly offer: (entry: number, score: number, group: number) => void;
}

/** A list of `k` places; `atMost` `[groups]` are the limits. */
export function createLimitedList(k: number, atMost: Int32Array): LimitedList {
  const entries = new Int32Array(k);
  const scores = new Float64Array(k);
  const groups = new Int32Array(k);
  const counts = new Int32Array(atMost.length);

  const list: LimitedList = {
    size: 0,
    entries,
    scores,
    worst: () => (list.size < k ? Number.NEGATIVE_INFINITY : scores[k - 1]!),
    clear() {
      list.size = 0;
      counts.fill(0);
    },
    offer(entry, score, group) {
      // The place that falls out: the worst of a full group, the last of a full list, or none.
      let out = list.size;
      const isGroupFull = group >= 0 && counts[group]! >= atMost[group]!;
      if (isGroupFull) {
        if (atMost[group] === 0) return;
        do out--;
        while (groups[out] !== group);
      } else if (out === k) out--;
      if (out < list.size) {
        const held = scores[out]!;
        if (score < held || (score === held && entry > entries[out]!)) return;
        const gone = groups[out]!;
        if (gone >= 0) counts[gone]!--;
      } else list.size++;
      let place = out;
      for (; place > 0; place--) {
        const above = scores[place - 1]!;
        if (above > score || (above === score && entries[place - 1]! < entry)) break;
        entries[place] = entries[place - 1]!;
        scores[place] = above;
        groups[place] = groups[place - 1]!;
      }
      entries[place] = entry;
      scores[place] = score;
      groups[place] = group;
      if (group >= 0) counts[group]!++;
    },
  };
  return list;
}
