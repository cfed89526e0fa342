import { describe, expect, it } from "vitest";
import { type LearningRateSchedule, learningRateShare } from "./learning-rate";

/** Shares of all updates of a training with two batches an epoch. */
function sharesOf(schedule: LearningRateSchedule, maxEpochs: number): number[] {
  return Array.from({ length: 2 * maxEpochs }, (_, k) => {
    const epoch = Math.floor(k / 2) + 1;
    return learningRateShare(schedule, { epoch, batch: k % 2, batches: 2, maxEpochs, history: [] });
  });
}

function expectShares(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [k, share] of got.entries()) expect(share).toBeCloseTo(expected[k]!, 12);
}

describe("learningRateShare", () => {
  it("grows in equal steps to the full rate while warming up", () => {
    expectShares(sharesOf({ kind: "constant", warmUpEpochs: 2 }, 3), [0.25, 0.5, 0.75, 1, 1, 1]);
    expectShares(sharesOf({ kind: "constant" }, 1), [1, 1]);
  });

  it("follows half a cosine from full height to the final share", () => {
    const angle = (k: number): number => (1 + Math.cos((Math.PI * k) / 8)) / 2;
    expectShares(sharesOf({ kind: "cosine" }, 4), [0, 1, 2, 3, 4, 5, 6, 7].map(angle));
    const late = sharesOf({ kind: "cosine", warmUpEpochs: 1, finalShare: 0.2 }, 3);
    // Two updates of warm-up, then cosines of 0, 1/4, 2/4 and 3/4 of a half turn.
    const cosine = (k: number): number => 0.2 + 0.8 * angle(2 * k);
    expectShares(late, [0.5, 1, cosine(0), cosine(1), cosine(2), cosine(3)]);
  });

  it("warms up for longer than it trains without leaving 0…1", () => {
    expectShares(sharesOf({ kind: "cosine", warmUpEpochs: 4 }, 2), [0.125, 0.25, 0.375, 0.5]);
  });
});
