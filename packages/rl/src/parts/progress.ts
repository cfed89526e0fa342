import { NO_ITEM } from "@zpd/core";

/** Score from which an answer counts as correct. */
export const CORRECT_FROM = 0.5;

/** Progress of a learner with an item; 0 is never answered. */
export const ANSWERED = 1;
export const SOLVED = 2;

/** When a rule offers an item again. */
export type Repeat = "until-correct" | "always" | "never";

/** Progress from which an item is held back, under each setting of `repeat`. */
export const HELD_BACK_FROM: Readonly<Record<Repeat, number>> = {
  "until-correct": SOLVED,
  always: SOLVED + 1,
  never: ANSWERED,
};

/** Notes one answer a learner in `progress` `[B, I]`; a solved item stays solved. O(B). */
export function noteAnswers(progress: Uint8Array, itemCount: number, items: Int32Array, scores: Float32Array): void {
  for (let b = 0; b < items.length; b++) {
    const item = items[b]!;
    if (item === NO_ITEM) continue;
    const cell = b * itemCount + item;
    progress[cell] = Math.max(progress[cell]!, scores[b]! >= CORRECT_FROM ? SOLVED : ANSWERED);
  }
}

/** Keeps the latest answer of each learner who gave one, in `lastItem` and `lastScore` `[B]`. O(B). */
export function noteLast(lastItem: Int32Array, lastScore: Float32Array, items: Int32Array, scores: Float32Array): void {
  for (let b = 0; b < items.length; b++) {
    if (items[b] === NO_ITEM) continue;
    lastItem[b] = items[b]!;
    lastScore[b] = scores[b]!;
  }
}
