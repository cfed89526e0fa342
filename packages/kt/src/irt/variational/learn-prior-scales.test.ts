import { describe, expect, it } from "vitest";
import { learnAbilityVariance, learnItemPrior } from "./learn-prior-scales";

// Items of one factor: mean and variance of the discrimination, then of the threshold; the third has no answer.
const rows = Float32Array.of(1, 0.25, 0.5, 0.5, 2, 0.25, -1, 0.5, 9, 1, 9, 1);
const offsets = Int32Array.of(0, 3, 5, 5);

describe("the items' prior", () => {
  it("has sum of squares over the number of determined parameters as its variance", () => {
    const prior = Float64Array.of(0, 2, 0, 1);
    learnItemPrior(1, rows, offsets, prior, false, 0);
    // Discriminations: (1 + 4) / (2 (1 - .25 / 2)) = 5 / 1.75; thresholds: (.25 + 1) / (2 (1 - .5)) = 1.25.
    expect(prior[1]).toBeCloseTo(5 / 1.75, 12);
    expect(prior[3]).toBeCloseTo(1.25, 12);
  });

  it("counts rows whose spread is 1 with those of the log", () => {
    const prior = Float64Array.of(0, 2, 0, 1);
    learnItemPrior(1, rows, offsets, prior, false, 3);
    expect(prior[1]).toBeCloseTo((5 + 3) / (1.75 + 3), 12);
    expect(prior[3]).toBeCloseTo((1.25 + 3) / (1 + 3), 12);
  });

  it("does not move where mean of mean² + variance would not", () => {
    // m² + v = 1 on average, the prior's own variance: m² = .75 and .25, v = .25 and .75.
    const settled = Float32Array.of(0, 1, Math.sqrt(0.75), 0.25, 0, 1, 0.5, 0.75);
    const prior = Float64Array.of(1, 0, 0, 1);
    learnItemPrior(1, settled, Int32Array.of(0, 1, 2), prior, true, 0);
    expect(prior[3]).toBeCloseTo(1, 6);
    expect(Array.from(prior.subarray(0, 3))).toEqual([1, 0, 0]);
  });

  it("changes by no more than a factor of four a pass, and stays above its floor", () => {
    const untold = Float32Array.of(0.1, 1, 0, 1e-9);
    const prior = Float64Array.of(0, 1, 0, 2e-4);
    learnItemPrior(1, untold, Int32Array.of(0, 1), prior, false, 0);
    expect(prior[1]).toBe(4);
    expect(prior[3]).toBe(1e-4);
  });
});

it("the abilities' prior follows learners with answers", () => {
  const prior = Float64Array.of(0, 1);
  learnAbilityVariance(Float32Array.of(1, 0.5, 5, 1, 1, 0.5), Int32Array.of(0, 1, 1, 2), prior, 0);
  // (1 + 1) / (2 (1 - .5)) = 2.
  expect(prior[1]).toBeCloseTo(2, 12);
});
