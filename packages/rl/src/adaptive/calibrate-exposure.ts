import { checkOptions, createRandomField, type ItemParameters } from "@zpd/core";
import type { AdaptiveOptions } from "./adaptive-types";
import { createObservedAdaptiveTest } from "./create-adaptive-test";
import { playAdaptiveTest } from "./play-adaptive-test";

export interface CalibrateExposureOptions {
  /** Largest share of learners an item should be given to, above 0 to 1. */
  readonly maxRate: number;
  /** Made learners a round, abilities standard normal. Default 1000. */
  readonly learners?: number;
  /** Default 10. */
  readonly rounds?: number;
  readonly seed: number;
}

export interface CalibratedExposure {
  /** P(given | chosen) of each item `[I]`: `exposure` of `createAdaptiveTest`. */
  readonly exposure: Float64Array;
  /** Largest share of learners that an item was given to, by round. */
  readonly largestRates: readonly number[];
}

/**
 * Exposure parameters by simulation: each round plays the test with made learners, counts for each item the share P(S)
 * for whom it was chosen, and sets its parameter to min(1, maxRate / P(S)).
 *
 * Source: Sympson & Hetter, "Controlling item-exposure rates in computerized adaptive testing", Proceedings of the 27th
 * annual meeting of the Military Testing Association, 1985. Deviation: their rule that as many items as the test is long
 * keep the parameter 1 is left out; a test whose items are all held back ends early instead.
 * O(rounds learners items-of-a-test I).
 * @throws INVALID_CONFIG, and as `createAdaptiveTest`
 */
export function calibrateExposure(
  bank: ItemParameters,
  options: AdaptiveOptions,
  calibration: CalibrateExposureOptions,
): CalibratedExposure {
  checkOptions("calibrateExposure", calibration, {
    maxRate: { kind: "number", low: Number.MIN_VALUE, high: 1 },
    learners: { kind: "integer", low: 1 },
    rounds: { kind: "integer", low: 1 },
    seed: { kind: "any" },
  });
  const { maxRate, learners = 1000, rounds = 10, seed } = calibration;
  const field = createRandomField(seed, "calibrate-exposure");
  let exposure: Float64Array = new Float64Array(bank.items.size).fill(1);
  const largestRates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const test = createObservedAdaptiveTest(bank, { ...options, exposure });
    const chosen = new Float64Array(bank.items.size);
    const given = new Float64Array(bank.items.size);
    for (let l = 0; l < learners; l++) {
      const seen = new Set<number>();
      const watched = (state: Parameters<typeof test.next>[0]) =>
        test.nextObserved(state, {}, (item) => seen.add(item));
      const learner = { trueAbility: field.normal(round, l), seed: Math.floor(field.uniform(round, l, 1) * 2 ** 52) };
      for (const item of playAdaptiveTest(test, learner, {}, watched).items) given[item]!++;
      for (const item of seen) chosen[item]!++;
    }
    largestRates.push(given.reduce((a, b) => Math.max(a, b), 0) / learners);
    exposure = chosen.map((count) => Math.min(1, (maxRate * learners) / Math.max(1, count)));
  }
  return { exposure, largestRates };
}
