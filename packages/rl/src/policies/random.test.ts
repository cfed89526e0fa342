import { createNumberedVocabulary, identityQMatrix, NO_ITEM } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPolicy } from "../loops/check-policy";
import { randomDescriptor } from "./random";

function worldOf(size: number) {
  const items = createNumberedVocabulary(size);
  return { items, qMatrix: identityQMatrix(items) };
}

/** Chi-square statistic of counts against equal shares. */
function chiSquare(counts: ArrayLike<number>, total: number): number {
  const expected = total / counts.length;
  return Array.from(counts).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("random", () => {
  test("draws every item equally often, in the first place and in the second", () => {
    const size = 20_000;
    const policy = randomDescriptor.create({ world: worldOf(10) });
    const state = policy.start({ batchSize: size, seed: 42 });
    const { items, propensities } = policy.recommend(state, { k: 2 });
    for (const place of [0, 1]) {
      const counts = new Int32Array(10);
      for (let b = 0; b < size; b++) counts[items[b * 2 + place]!]!++;
      // 9 degrees of freedom, upper 0.1 % point 27.9 (seed fixed, so no flicker).
      expect(chiSquare(counts, size)).toBeLessThan(27.9);
      expect(propensities![place]).toBeCloseTo(1 / (10 - place), 6);
    }
    // Ordered pairs without repeats: 90 equally likely ones, 89 degrees of freedom, upper 0.1 % point 135.98.
    const pairs = new Int32Array(100);
    for (let b = 0; b < size; b++) pairs[items[b * 2]! * 10 + items[b * 2 + 1]!]!++;
    expect(
      chiSquare(
        pairs.filter((_, cell) => cell % 11 !== 0),
        size,
      ),
    ).toBeLessThan(135.98);
  });

  test("draws of one learner over time are uniform too", () => {
    const policy = randomDescriptor.create({ world: worldOf(8) });
    const state = policy.start({ batchSize: 1, seed: 7, learners: Int32Array.of(31) });
    const counts = new Int32Array(8);
    for (let n = 0; n < 8_000; n++) counts[policy.recommend(state, { k: 1 }).items[0]!]!++;
    // 7 degrees of freedom, upper 0.1 % point 24.3.
    expect(chiSquare(counts, 8_000)).toBeLessThan(24.3);
  });

  test("every item comes once before any comes twice, right or wrong", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 1000 }),
        fc.boolean(),
        (size, seed, right) => {
          const policy = randomDescriptor.create({ world: worldOf(size) });
          const state = policy.start({ batchSize: 1, seed });
          for (let round = 0; round < 3; round++) {
            const seen = new Set<number>();
            for (let n = 0; n < size; n++) {
              const { items, propensities } = policy.recommend(state, { k: 1 });
              expect(propensities![0]).toBeCloseTo(1 / (size - n), 6);
              seen.add(items[0]!);
              policy.observe(state, items, Float32Array.of(right ? 1 : 0));
            }
            expect(seen.size).toBe(size);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test("a slate ends with the round", () => {
    const policy = randomDescriptor.create({ world: worldOf(3) });
    const state = policy.start({ batchSize: 1, seed: 1 });
    policy.observe(state, Int32Array.of(1), Float32Array.of(1));
    const { items, scores, propensities } = policy.recommend(state, { k: 3 });
    expect(Array.from(items.slice(0, 2)).sort()).toEqual([0, 2]);
    expect(items[2]).toBe(NO_ITEM);
    expect(scores[2]).toBeNaN();
    expect(propensities![2]).toBeNaN();
  });

  test("learners and streams draw apart; passes the contract check", () => {
    const policy = randomDescriptor.create({ world: worldOf(50) });
    const state = policy.start({
      batchSize: 4,
      seed: 5,
      learners: Int32Array.of(1, 1, 2, 1),
      streams: Int32Array.of(0, 1, 0, 0),
    });
    const { items } = policy.recommend(state, { k: 10 });
    const slate = (b: number): string => items.slice(b * 10, b * 10 + 10).join();
    expect(new Set([slate(0), slate(1), slate(2)]).size).toBe(3);
    expect(slate(3)).toBe(slate(0));
    expect(checkPolicy(policy, { steps: 20 })).toEqual([]);
    expect(checkPolicy(randomDescriptor.create({ world: worldOf(3) }), { steps: 20, k: 1 })).toEqual([]);
  });
});
