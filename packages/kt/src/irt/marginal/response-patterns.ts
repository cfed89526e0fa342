import type { LearnerAnswers } from "../ability/learner-answers";

/**
 * The distinct sets of answers and how many learners gave each: learners of one pattern have the same likelihood, so
 * an E step looks at each pattern once. A cell is an item with an outcome: `2 slot + score`.
 */
export interface ResponsePatterns {
  /** Row starts `[P + 1]`. */
  readonly offsets: Int32Array;
  /** Cells of a pattern, ascending; an item answered twice comes twice. */
  readonly cell: Int32Array;
  /** Learners of each pattern `[P]`. */
  readonly count: Float64Array;
  /** The pattern of each learner `[L]`. */
  readonly patternOf: Int32Array;
}

/** FNV-1a over a row of cells. */
function hashRow(cell: Int32Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let k = from; k < to; k++) hash = Math.imul(hash ^ cell[k]!, 0x01000193);
  return hash >>> 0;
}

function sameRow(cell: Int32Array, from: number, to: number, other: number, otherTo: number): boolean {
  if (to - from !== otherTo - other) return false;
  for (let k = from; k < to; k++) if (cell[k] !== cell[other + k - from]) return false;
  return true;
}

/**
 * Collapses answers into patterns, over the items that have a slot. The order of a learner's answers does not matter.
 * Expected O(N log(answers of a learner)); memory 4 bytes an answer of a distinct pattern and 12 a learner.
 * @param answers checked before; @param slot the place of each item in the fit `[I]`, -1 for an item to leave out
 */
export function collapsePatterns({ offsets, item, score }: LearnerAnswers, slot: Int32Array): ResponsePatterns {
  const learners = offsets.length - 1;
  const cell = new Int32Array(item.length);
  const patternOf = new Int32Array(learners);
  const starts = new Int32Array(learners + 1);
  const count = new Float64Array(learners);
  // Open addressing at a load of at most one half; -1 marks a free place.
  let places = 16;
  while (places < 2 * learners) places *= 2;
  const table = new Int32Array(places).fill(-1);
  let patterns = 0;
  for (let l = 0; l < learners; l++) {
    const from = starts[patterns]!;
    let to = from;
    for (let n = offsets[l]!; n < offsets[l + 1]!; n++) {
      const at = slot[item[n]!]!;
      if (at >= 0) cell[to++] = 2 * at + score[n]!;
    }
    cell.subarray(from, to).sort();
    let place = hashRow(cell, from, to) & (places - 1);
    let pattern = table[place]!;
    while (pattern >= 0 && !sameRow(cell, from, to, starts[pattern]!, starts[pattern + 1]!)) {
      place = (place + 1) & (places - 1);
      pattern = table[place]!;
    }
    if (pattern < 0) {
      pattern = patterns++;
      table[place] = pattern;
      starts[patterns] = to;
    }
    count[pattern]!++;
    patternOf[l] = pattern;
  }
  return {
    offsets: starts.slice(0, patterns + 1),
    cell: cell.slice(0, starts[patterns]),
    count: count.slice(0, patterns),
    patternOf,
  };
}
