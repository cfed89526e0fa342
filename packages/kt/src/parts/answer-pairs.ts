/**
 * What each learner answered on each item she has met: an open-addressing table over pairs (row, item), for the whole
 * batch at once. Plain data; `structuredClone` copies it.
 *
 * Memory: 20 bytes a slot, between 1.6 and 3.2 slots a pair, so it grows with the answers given and not with `B I`.
 */
export interface AnswerPairs {
  /** Slots taken. */
  used: number;
  /** The learner's row `[slots]`, -1 while a slot is free. The number of slots is a power of two. */
  row: Int32Array;
  item: Int32Array;
  /** Sum of scores, and answers less that sum `[slots]`. */
  successes: Float32Array;
  failures: Float32Array;
  /** Score of the latest answer `[slots]`. */
  lastScore: Float32Array;
}

const FREE = -1;
const FIRST_SLOTS = 16;
/** A table fuller than this doubles: probes stay short. */
const MAX_LOAD = 0.625;

function emptyPairs(slots: number): AnswerPairs {
  return {
    used: 0,
    row: new Int32Array(slots).fill(FREE),
    item: new Int32Array(slots),
    successes: new Float32Array(slots),
    failures: new Float32Array(slots),
    lastScore: new Float32Array(slots),
  };
}

/** A table without pairs. */
export function createAnswerPairs(): AnswerPairs {
  return emptyPairs(FIRST_SLOTS);
}

/** Where a pair stands, or the free slot where it would. Multipliers and shifts of a common 32-bit finaliser. */
function probe({ row: rows, item: items }: AnswerPairs, row: number, item: number): number {
  const mask = rows.length - 1;
  let hash = Math.imul(row, 0x9e3779b1) ^ Math.imul(item, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  let slot = (hash ^ (hash >>> 13)) & mask;
  while (rows[slot] !== FREE && (rows[slot] !== row || items[slot] !== item)) slot = (slot + 1) & mask;
  return slot;
}

/** The slot of a pair, or -1 when the learner has not met the item. O(1). */
export function findAnswerPair(pairs: AnswerPairs, row: number, item: number): number {
  const slot = probe(pairs, row, item);
  return pairs.row[slot] === FREE ? -1 : slot;
}

/** Moves every pair into a table of twice as many slots. */
function grow(pairs: AnswerPairs): void {
  const next = emptyPairs(pairs.row.length * 2);
  for (let slot = 0; slot < pairs.row.length; slot++) {
    if (pairs.row[slot] !== FREE) copyPair(pairs, slot, next, pairs.row[slot]!);
  }
  Object.assign(pairs, next);
}

function copyPair(from: AnswerPairs, slot: number, to: AnswerPairs, row: number): void {
  const at = probe(to, row, from.item[slot]!);
  to.row[at] = row;
  to.item[at] = from.item[slot]!;
  to.successes[at] = from.successes[slot]!;
  to.failures[at] = from.failures[slot]!;
  to.lastScore[at] = from.lastScore[slot]!;
  to.used++;
}

/** Takes one answer into account. O(1) on average; now and then the table doubles. */
export function addAnswerToPairs(pairs: AnswerPairs, row: number, item: number, score: number): void {
  let slot = probe(pairs, row, item);
  if (pairs.row[slot] === FREE) {
    if (pairs.used + 1 > MAX_LOAD * pairs.row.length) {
      grow(pairs);
      slot = probe(pairs, row, item);
    }
    pairs.row[slot] = row;
    pairs.item[slot] = item;
    pairs.used++;
  }
  pairs.successes[slot]! += score;
  pairs.failures[slot]! += 1 - score;
  pairs.lastScore[slot] = score;
}

/** The pairs of some rows, renumbered to their place in `rows`; a row may come more than once. O(slots + result). */
export function selectAnswerPairs(pairs: AnswerPairs, rows: Int32Array, batchSize: number): AnswerPairs {
  // New rows of each old row, as linked lists.
  const first = new Int32Array(batchSize).fill(-1);
  const next = new Int32Array(rows.length);
  for (let k = rows.length - 1; k >= 0; k--) {
    next[k] = first[rows[k]!]!;
    first[rows[k]!] = k;
  }
  const selected = createAnswerPairs();
  for (let slot = 0; slot < pairs.row.length; slot++) {
    if (pairs.row[slot] === FREE) continue;
    for (let k = first[pairs.row[slot]!]!; k >= 0; k = next[k]!) {
      if (selected.used + 1 > MAX_LOAD * selected.row.length) grow(selected);
      copyPair(pairs, slot, selected, k);
    }
  }
  return selected;
}
