import { createNumberedVocabulary, type Policy } from "@zpd/core";
import { masteryRewardModel } from "../src/rewards/mastery-reward-model";
import type { RemStudy } from "../src/types/rem-study";
import { createCoinSimulator } from "./coin-simulator";
import { createCoinPolicy, createOneItemPolicy } from "./fixed-policies";
import { createShareTracer } from "./share-tracer";

/** What a worker needs to build the small study. */
export interface SmallStudyData {
  readonly seed: number;
  /** Adds a policy that breaks its contract, as third. */
  readonly withBroken?: boolean;
  /** Adds a policy that throws an error that is not ours, as third. */
  readonly withCrash?: boolean;
  /** Adds a policy that never comes back, as third. */
  readonly withEndless?: boolean;
  /** Adds a policy that takes this many milliseconds for each step, as third. */
  readonly withSlow?: number;
}

const items = createNumberedVocabulary(3, "item");

function thirdPolicy({ withBroken, withCrash, withEndless, withSlow }: SmallStudyData): Policy[] {
  if (withBroken === true) return [createOneItemPolicy("broken", items, 99)];
  const base = createOneItemPolicy("odd", items, 0);
  const odd = (recommend: Policy["recommend"]): Policy[] => [{ ...base, recommend } as Policy];
  if (withCrash === true) {
    return odd(() => {
      throw new TypeError("not one of ours");
    });
  }
  if (withSlow !== undefined) {
    return odd((state, request) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, withSlow);
      return base.recommend(state as Parameters<typeof base.recommend>[0], request);
    });
  }
  if (withEndless !== true) return [];
  return odd(() => {
    for (;;);
  });
}

/** Two or three policies under two simulators: two lengths, five learners, two repeats. */
export function createSmallStudy(data: SmallStudyData): RemStudy {
  return {
    policies: [createCoinPolicy("coin-flip", items), createOneItemPolicy("two", items, 2), ...thirdPolicy(data)],
    simulators: [
      createCoinSimulator(items, { id: "plain", chance: [0.2, 0.5, 0.8], spread: 0.1 }),
      createCoinSimulator(items, { id: "truth", chance: [0.3, 0.5, 0.7], truth: true, preTest: (l) => l / 20 }),
    ],
    lengths: [2, 6],
    learners: Int32Array.from([3, 1, 4, 15, 9]),
    repeats: 2,
    rewardTracer: createShareTracer(items),
    rewardModel: masteryRewardModel(items.ids),
    seed: data.seed,
  };
}
