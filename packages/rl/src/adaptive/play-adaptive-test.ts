import { createRandomField } from "@zpd/core";
import { curveProbability } from "../maths/item-curve";
import type { AdaptiveStart, AdaptiveState, AdaptiveTest, NextOptions } from "./adaptive-types";

export interface PlayOptions extends AdaptiveStart {
  /** Ability the answers are drawn with; `ability` is what the test starts from. */
  readonly trueAbility: number;
}

/**
 * Plays a whole test with a made learner whose answers follow the bank's curves, and returns its last state. `next`
 * stands in for the test's own where the caller watches it. O(I) an item.
 */
export function playAdaptiveTest(
  test: AdaptiveTest,
  { trueAbility, ...start }: PlayOptions,
  options: NextOptions = {},
  next: (state: AdaptiveState) => number | undefined = (state) => test.next(state, options),
): AdaptiveState {
  const field = createRandomField(start.seed, "adaptive-answers");
  let state = test.start(start);
  for (let item = next(state); item !== undefined; item = next(state))
    state = test.answer(state, item, field.uniform(item) < curveProbability(test.bank, item, trueAbility));
  return state;
}
