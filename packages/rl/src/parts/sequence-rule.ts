import { NO_ITEM, type Policy, type PolicyState } from "@zpd/core";
import { checkAnswers, checkRequest, checkStart } from "./check-calls";
import { CORRECT_FROM } from "./progress";

/** Plain data. */
export interface SequenceState extends PolicyState {
  /** Place in the order each learner has come to `[B]`. */
  readonly cursor: Int32Array;
  /** 1 where a learner solved an item since the last start of the order `[B, I]`. */
  readonly solved: Uint8Array;
  /** How many that is `[B]`. */
  readonly solvedCount: Int32Array;
}

/**
 * A policy that goes through items in a fixed order `[I]` that holds each once.
 *
 * It stays on an item until it has been answered correctly, then goes on to the next one not solved yet, round the
 * end to those it had to pass by because of the mask. When all have been solved it starts anew from the front.
 * Allowed items that are solved come back only where no other is allowed. An answer to another item than the one
 * offered moves the place there. `scores` is minus the place in the slate.
 * Cost: O(B) steps while few items are masked or solved ahead of time, O(B I) at worst.
 */
export function createSequenceRule(id: string, items: Policy["items"], order: Int32Array): Policy<SequenceState> {
  const itemCount = items.size;
  const placeOf = new Int32Array(itemCount);
  for (let place = 0; place < itemCount; place++) placeOf[order[place]!] = place;
  return {
    id,
    items,

    start(options) {
      checkStart(`${id}.start`, options);
      const { batchSize } = options;
      return {
        batchSize,
        cursor: new Int32Array(batchSize),
        solved: new Uint8Array(batchSize * itemCount),
        solvedCount: new Int32Array(batchSize),
      };
    },

    recommend({ batchSize, cursor, solved }, request) {
      checkRequest(`${id}.recommend`, request, batchSize, itemCount);
      const { k, actionMask } = request;
      const slate = new Int32Array(batchSize * k).fill(NO_ITEM);
      const scores = new Float32Array(batchSize * k).fill(Number.NaN);
      for (let b = 0; b < batchSize; b++) {
        let filled = 0;
        for (let wanted = 0; wanted < 2 && filled === 0; wanted++) {
          for (let n = 0; n < itemCount && filled < k; n++) {
            const place = cursor[b]! + n;
            const item = order[place < itemCount ? place : place - itemCount]!;
            const cell = b * itemCount + item;
            if (solved[cell] !== wanted || (actionMask !== undefined && actionMask[cell] === 0)) continue;
            scores[b * k + filled] = -filled;
            slate[b * k + filled++] = item;
          }
        }
      }
      return { items: slate, scores };
    },

    observe({ batchSize, cursor, solved, solvedCount }, answered, scores) {
      checkAnswers(`${id}.observe`, answered, scores, batchSize, itemCount);
      for (let b = 0; b < batchSize; b++) {
        const item = answered[b]!;
        if (item === NO_ITEM) continue;
        const place = placeOf[item]!;
        if (scores[b]! < CORRECT_FROM) {
          cursor[b] = place;
          continue;
        }
        cursor[b] = place + 1 < itemCount ? place + 1 : 0;
        const cell = b * itemCount + item;
        if (solved[cell] === 0) solvedCount[b]!++;
        solved[cell] = 1;
        if (solvedCount[b] === itemCount) {
          solved.fill(0, b * itemCount, (b + 1) * itemCount);
          solvedCount[b] = 0;
          cursor[b] = 0;
        }
      }
    },
  };
}
