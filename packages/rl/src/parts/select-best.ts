import { NO_ITEM } from "@zpd/core";

/** What is chosen from, for a whole batch. */
export interface Choice {
  readonly batchSize: number;
  readonly itemCount: number;
  readonly k: number;
  /** Score of every item `[B, I]`; NaN takes an item out. */
  readonly scores: Float32Array;
  /** All items, the one that wins a tie first `[I]`. */
  readonly order: Int32Array;
  /** 1 where an item may be offered `[B, I]`. */
  readonly actionMask?: Uint8Array | undefined;
  /** What learners did with the items `[B, I]`. */
  readonly progress: Uint8Array;
  /** Items whose progress is at least this are held back while any other may be offered. */
  readonly heldBackFrom: number;
}

/**
 * Puts the `k` best of one row into `items` and `scores` from `at` on, and returns how many there were. A list of `k`
 * kept sorted by insertion: most items lose against its last place at once, so nothing near a full sort is done.
 */
function selectRow(choice: Choice, b: number, heldBackFrom: number, items: Int32Array, scores: Float32Array): number {
  const { itemCount, k, order, actionMask, progress } = choice;
  const row = b * itemCount;
  const at = b * k;
  let filled = 0;
  for (let n = 0; n < itemCount; n++) {
    const item = order[n]!;
    const score = choice.scores[row + item]!;
    if (progress[row + item]! >= heldBackFrom || Number.isNaN(score)) continue;
    if (actionMask !== undefined && actionMask[row + item] === 0) continue;
    if (filled === k && !(score > scores[at + k - 1]!)) continue;
    let place = filled === k ? k - 1 : filled++;
    // Strictly greater only: an equal score leaves the earlier item in front.
    for (; place > 0 && score > scores[at + place - 1]!; place--) {
      items[at + place] = items[at + place - 1]!;
      scores[at + place] = scores[at + place - 1]!;
    }
    items[at + place] = item;
    scores[at + place] = score;
  }
  return filled;
}

/**
 * The best item of one row, or `NO_ITEM` when none is left: `selectRow` for a list of one, without the list. This is what
 * simulations spend their time in; nothing is tested that the comparison does not tell (NaN is never greater).
 */
function bestOfRow(
  { itemCount, order, scores, actionMask, progress }: Choice,
  b: number,
  heldBackFrom: number,
): number {
  const row = b * itemCount;
  let best = NO_ITEM;
  let bestScore = Number.NaN;
  for (let n = 0; n < itemCount; n++) {
    const item = order[n]!;
    const score = scores[row + item]!;
    // The first item that counts has nothing to beat.
    if (score <= bestScore || progress[row + item]! >= heldBackFrom || Number.isNaN(score)) continue;
    if (actionMask !== undefined && actionMask[row + item] === 0) continue;
    best = item;
    bestScore = score;
  }
  return best;
}

/**
 * The `k` best items of every learner, best first, into `items` and `scores` `[B, K]`. Held-back items come in only
 * where no other may be offered at all; places that stay empty hold `NO_ITEM` and NaN.
 * O(B I) for k = 1, O(B I k) at worst; allocates nothing.
 */
export function selectBest(choice: Choice, items: Int32Array, scores: Float32Array): void {
  items.fill(NO_ITEM);
  scores.fill(Number.NaN);
  if (choice.k === 1) {
    for (let b = 0; b < choice.batchSize; b++) {
      let item = bestOfRow(choice, b, choice.heldBackFrom);
      if (item === NO_ITEM) item = bestOfRow(choice, b, Number.POSITIVE_INFINITY);
      if (item === NO_ITEM) continue;
      items[b] = item;
      scores[b] = choice.scores[b * choice.itemCount + item]!;
    }
    return;
  }
  for (let b = 0; b < choice.batchSize; b++) {
    const filled = selectRow(choice, b, choice.heldBackFrom, items, scores);
    if (filled === 0) selectRow(choice, b, Number.POSITIVE_INFINITY, items, scores);
  }
}

/**
 * Marks in `wanted` `[B, I]` the items that `selectBest` could choose from: 1 where allowed and not held back, or, in a
 * row without any such item, 1 where allowed. O(B I).
 */
export function markCandidates(
  progress: Uint8Array,
  actionMask: Uint8Array | undefined,
  itemCount: number,
  heldBackFrom: number,
  wanted: Uint8Array,
): void {
  for (let row = 0; row < wanted.length; row += itemCount) {
    let any = 0;
    for (let cell = row; cell < row + itemCount; cell++) {
      const free = progress[cell]! < heldBackFrom && (actionMask === undefined || actionMask[cell] === 1) ? 1 : 0;
      wanted[cell] = free;
      any |= free;
    }
    if (any === 0) for (let cell = row; cell < row + itemCount; cell++) wanted[cell] = actionMask?.[cell] ?? 1;
  }
}
