import { createRandomField, NO_ITEM, type Policy, type PolicyState } from "@zpd/core";
import { checkAnswers, checkRequest, checkStart } from "../parts/check-calls";
import { resolveConfig } from "../parts/rule-config";
import type { PolicyRuleDescriptor } from "../types/policy-rule";

/** Plain data. */
export interface RandomState extends PolicyState {
  readonly seed: number;
  /** `[B]` each. */
  readonly learners: Int32Array;
  readonly streams: Int32Array;
  /** How many numbers each learner has used up `[B]`. */
  readonly draws: Int32Array;
  /** How often each learner answered each item `[B, I]`. */
  readonly timesAnswered: Uint32Array;
}

/**
 * Offers items at random without replacement: uniformly among the allowed items that the learner has answered least
 * often, so that every item comes once before any comes twice.
 *
 * A slate holds items of the same round only: when two are left of it, places three and on stay empty.
 * `propensities` is the probability of each item given the places before it; `scores` is minus the place, for all
 * items are equally good. Draws depend on (seed, learner, stream, number of draws before), not on the batch.
 * Cost: O(B I) for the first place of the slate, O(B I) for each further one.
 */
export const randomDescriptor: PolicyRuleDescriptor = {
  id: "random",
  title: "Random without replacement",
  citation: "Baseline of persai-lab/MOCHI, offline evaluation of item recommendation",
  defaults: {},
  needs: {},
  create({ world, config }): Policy<RandomState> {
    resolveConfig("random", {}, {}, config);
    const itemCount = world.items.size;
    /** Items of the round that may still take a place, for the row at hand. */
    const pool = new Int32Array(itemCount);

    function fillPool(state: RandomState, b: number, actionMask: Uint8Array | undefined): number {
      const row = b * itemCount;
      let least = Number.POSITIVE_INFINITY;
      let size = 0;
      for (let item = 0; item < itemCount; item++) {
        const times = state.timesAnswered[row + item]!;
        if (times > least || (actionMask !== undefined && actionMask[row + item] === 0)) continue;
        if (times < least) size = 0;
        least = times;
        pool[size++] = item;
      }
      return size;
    }

    return {
      id: "random",
      items: world.items,

      start(options) {
        checkStart("random.start", options);
        const { batchSize, seed, learners, streams } = options;
        return {
          batchSize,
          seed,
          learners: learners?.slice() ?? Int32Array.from({ length: batchSize }, (_, b) => b),
          streams: streams?.slice() ?? new Int32Array(batchSize),
          draws: new Int32Array(batchSize),
          timesAnswered: new Uint32Array(batchSize * itemCount),
        };
      },

      recommend(state, request) {
        const { batchSize, learners, streams, draws } = state;
        checkRequest("random.recommend", request, batchSize, itemCount);
        const { k, actionMask } = request;
        const field = createRandomField(state.seed, "policy random");
        const items = new Int32Array(batchSize * k).fill(NO_ITEM);
        const scores = new Float32Array(batchSize * k).fill(Number.NaN);
        const propensities = new Float32Array(batchSize * k).fill(Number.NaN);
        for (let b = 0; b < batchSize; b++) {
          let left = fillPool(state, b, actionMask);
          for (let place = 0; place < k && left > 0; place++) {
            const drawn = Math.floor(field.uniform(learners[b]!, streams[b]!, draws[b]!++) * left);
            const at = b * k + place;
            items[at] = pool[drawn]!;
            scores[at] = -place;
            propensities[at] = 1 / left;
            pool[drawn] = pool[--left]!;
          }
        }
        return { items, scores, propensities };
      },

      observe(state, items, scores) {
        checkAnswers("random.observe", items, scores, state.batchSize, itemCount);
        for (let b = 0; b < state.batchSize; b++)
          if (items[b] !== NO_ITEM) state.timesAnswered[b * itemCount + items[b]!]!++;
      },
    };
  },
};
