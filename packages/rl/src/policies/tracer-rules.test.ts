import { NO_ITEM, type RewardModel } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countingMasteryAfter } from "../../test/counting-tracer";
import { linearReward, tracer, world } from "../../test/made-world";
import { createPolicy, policyRules } from "../loops/create-policy";
import type { TracerRuleState } from "../types/policy-rule";

/**
 * A learner who answered x1 right twice, y1 wrong twice. The counting tracer then believes
 * x = 3/4, y = 1/4, z = 1/2, so P(correct) of x1 x2 y1 xy z1 is 3/4 3/4 1/4 1/2 1/2.
 */
function recommend(id: string, config: Record<string, string | number>, k: number, actionMask?: Uint8Array) {
  const policy = createPolicy(`counting-${id}`, {
    world,
    tracers: [tracer],
    rewardModel: linearReward(false),
    config,
  });
  const state = policy.start({ batchSize: 1, seed: 1 });
  for (const [item, score] of [
    [0, 1],
    [0, 1],
    [2, 0],
    [2, 0],
  ] as const)
    policy.observe(state, Int32Array.of(item), Float32Array.of(score));
  const { items, scores } = policy.recommend(state, { k, ...(actionMask === undefined ? {} : { actionMask }) });
  return { items: Array.from(items), scores: Array.from(scores) };
}

/** Expects scores to float precision. */
function close(scores: number[], expected: number[]): void {
  for (const [n, value] of expected.entries()) expect(scores[n]).toBeCloseTo(value, 6);
  expect(scores).toHaveLength(expected.length);
}

describe("rules over a tracer, against hand arithmetic", () => {
  // The teacher's order is y1 x1 x2 z1 xy, so among equals z1 comes before xy and x1 before x2.
  test("highest-prob-correct: x2 (x1 is solved and held back), then z1 before xy, then y1", () => {
    const { items, scores } = recommend("highest-prob-correct", {}, 5);
    expect(items).toEqual([1, 4, 3, 2, NO_ITEM]);
    close(scores.slice(0, 4), [0.75, 0.5, 0.5, 0.25]);
    expect(scores[4]).toBeNaN();
  });

  test("highest-prob-incorrect: the other way round", () => {
    const { items, scores } = recommend("highest-prob-incorrect", {}, 4);
    expect(items).toEqual([2, 4, 3, 1]);
    close(scores, [0.75, 0.5, 0.5, 0.25]);
  });

  test("uncertain: nearest one half", () => {
    const { items, scores } = recommend("uncertain", {}, 4);
    // y1 and x2 are equally far; y1 is earlier in the teacher's order.
    expect(items).toEqual([4, 3, 2, 1]);
    close(scores, [0, 0, -0.25, -0.25]);
  });

  test("zone: nearest 0.7, or the target asked for", () => {
    const { items, scores } = recommend("zone", {}, 4);
    expect(items).toEqual([1, 4, 3, 2]);
    close(scores, [-0.05, -0.2, -0.2, -0.45]);
    expect(recommend("zone", { target: 0.3 }, 1).items).toEqual([2]);
  });

  test("mp: shortfalls to 0.95 add up over an item's concepts", () => {
    // xy: 0.2 + 0.7 = 0.9; y1: 0.7; z1: 0.45; x2: 0.2.
    const { items, scores } = recommend("mp", {}, 4);
    expect(items).toEqual([3, 2, 4, 1]);
    close(scores, [0.9, 0.7, 0.45, 0.2]);
    // With a threshold of 0.5 x and z lack nothing: ties in the teacher's order, x2 before z1.
    expect(recommend("mp", { threshold: 0.5 }, 4).items).toEqual([2, 3, 1, 4]);
  });

  test("inv-mp: least lacking first", () => {
    const { items, scores } = recommend("inv-mp", {}, 4);
    expect(items).toEqual([1, 4, 2, 3]);
    close(scores, [-0.2, -0.45, -0.7, -0.9]);
  });

  test("myopic: the exact expectation of the reward over both answers", () => {
    // Reward now: 0.1 + 0.3 * 3/4 + 0.2 * 1/4 + 0.1 * 1/2 = 0.425. Right x: 4/5, wrong x: 3/5 (after 3 of 5 seen).
    // x2: 0.75 (0.425 + 0.3 * 0.05) + 0.25 (0.425 - 0.3 * 0.15) = 0.425: a martingale, as for y1 and z1.
    // xy, p = 1/2: right x + 0.05, y 2/5 = + 0.15; wrong x - 0.15, y 1/5 = - 0.05:
    //   0.425 + 0.5 (0.015 + 0.03) + 0.5 (-0.045 - 0.01) = 0.425 - 0.005 = 0.42.
    const { scores } = recommend("myopic", {}, 4);
    close(scores, [0.425, 0.425, 0.425, 0.42]);
    expect(recommend("myopic", {}, 4).items[3]).toBe(3);
  });

  test("myopic chunks change nothing", () => {
    for (const chunkPairs of [1, 2, 3, 5])
      expect(recommend("myopic", { chunkPairs }, 5)).toEqual(recommend("myopic", {}, 5));
  });

  test("myopic finds the same without copies, where tracer and reward model allow it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(fc.nat(4), fc.nat(2)), { minLength: 2, maxLength: 2 }), { maxLength: 8 }),
        fc.boolean(),
        // A steep line is cut to 0…1 in places.
        fc.constantFrom(1, 6),
        (steps, usesPreTest, steepness) => {
          const linear = {
            intercept: 0.5 - 0.4 * steepness,
            weights: Float64Array.of(...(usesPreTest ? [0.2] : []), 0.3, 0.2, 0.3).map((w) => w * steepness),
          };
          const plain: RewardModel = {
            ...linearReward(usesPreTest),
            predict(mastery, preTest, out = new Float64Array(mastery.length / 3)) {
              const { intercept, weights } = linear;
              const own = usesPreTest ? weights.subarray(1) : weights;
              for (let b = 0; b < out.length; b++) {
                const known = own.reduce((sum, w, c) => sum + w * mastery[b * 3 + c]!, intercept);
                out[b] = Math.min(1, Math.max(0, known + (usesPreTest ? weights[0]! * preTest![b]! : 0)));
              }
              return out;
            },
          };
          const [copying, reading] = [
            { tracer, rewardModel: plain },
            {
              tracer: { ...tracer, masteryAfter: countingMasteryAfter(world.qMatrix) },
              rewardModel: { ...plain, linear },
            },
          ].map(({ tracer: decider, rewardModel }) => {
            const policy = createPolicy("counting-myopic", { world, tracers: [decider], rewardModel });
            const state = policy.start({ batchSize: 2, seed: 1, preTest: Float64Array.of(0.3, 0.9) });
            for (const step of steps)
              policy.observe(
                state,
                Int32Array.from(step, ([item]) => item),
                Float32Array.from(step, ([, halves]) => halves / 2),
              );
            return policy.recommend(state, { k: 5, actionMask: Uint8Array.of(1, 1, 0, 1, 1, 1, 1, 1, 1, 1) });
          });
          for (const [at, score] of copying!.scores.entries()) {
            if (Number.isNaN(score)) expect(reading!.scores[at]).toBeNaN();
            else expect(reading!.scores[at]).toBeCloseTo(score, 6);
          }
        },
      ),
    );
  });

  test("ties: the last in the teacher's order when asked", () => {
    expect(recommend("highest-prob-correct", { ties: "last" }, 3).items).toEqual([1, 3, 4]);
  });

  test("repeat: until correct, always or never", () => {
    expect(recommend("highest-prob-correct", { repeat: "always" }, 2).items).toEqual([0, 1]);
    expect(recommend("highest-prob-incorrect", { repeat: "never" }, 1).items).toEqual([4]);
    // Where the mask leaves held-back items only, they may come again.
    const mask = Uint8Array.of(1, 0, 1, 0, 0);
    expect(recommend("highest-prob-correct", { repeat: "never" }, 3, mask).items).toEqual([0, 2, NO_ITEM]);
    expect(recommend("highest-prob-correct", {}, 3, mask).items).toEqual([2, NO_ITEM, NO_ITEM]);
    expect(recommend("myopic", { repeat: "never" }, 3, mask).items.sort()).toEqual([NO_ITEM, 0, 2].sort());
  });
});

describe("rules over a tracer", () => {
  test("the slate is the sorted list's head, whatever the scores, order, mask and history", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.boolean()), { maxLength: 12 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (history, mask, k) => {
          const policy = createPolicy("counting-zone", { world, tracers: [tracer] });
          const state = policy.start({ batchSize: 1, seed: 1 }) as TracerRuleState;
          for (const [item, right] of history)
            policy.observe(state, Int32Array.of(item), Float32Array.of(right ? 1 : 0));
          const p = tracer.predict(state.tracer as never);
          const solved = new Set(history.filter(([, right]) => right).map(([item]) => item));
          const order = Array.from(world.sequence!).filter((item) => mask[item]);
          const open = order.filter((item) => !solved.has(item));
          const expected = (open.length > 0 ? open : order)
            .map((item, place) => ({ item, place, score: Math.fround(-Math.abs(p[item]! - 0.7)) }))
            .sort((a, b) => b.score - a.score || a.place - b.place)
            .slice(0, k)
            .map(({ item }) => item);
          const { items } = policy.recommend(state, { k, actionMask: Uint8Array.from(mask, Number) });
          expect(Array.from(items).filter((item) => item !== NO_ITEM)).toEqual(expected);
        },
      ),
    );
  });

  test("myopic asks for what its reward model needs", () => {
    const myopic = policyRules.find((rule) => rule.id === "myopic")!;
    expect(() => myopic.create({ world, tracer })).toThrow(/expected a reward model/);
    const policy = myopic.create({ world, tracer, rewardModel: linearReward(true) });
    expect(() => policy.recommend(policy.start({ batchSize: 2, seed: 1 }), { k: 1 })).toThrow(/none for row 0/);
    const preTest = Float64Array.of(0.2, Number.NaN);
    expect(() => policy.recommend(policy.start({ batchSize: 2, seed: 1, preTest }), { k: 1 })).toThrow(
      /none for row 1/,
    );
    const narrow = { ...linearReward(false), inputs: ["x"] };
    expect(() => myopic.create({ world, tracer, rewardModel: narrow })).toThrow(/the reward model's 1 concepts/);
  });

  test("bad calls are refused at the border", () => {
    const policy = createPolicy("counting-mp", { world, tracers: [tracer] });
    expect(() => policy.start({ batchSize: 0, seed: 1 })).toThrow(/batch size/);
    expect(() => policy.start({ batchSize: 2, seed: 1, learners: Int32Array.of(1) })).toThrow(/learners \[B\] = 2/);
    const state = policy.start({ batchSize: 1, seed: 1 });
    expect(() => policy.recommend(state, { k: 0 })).toThrow(/k of at least 1/);
    expect(() => policy.recommend(state, { k: 1, actionMask: new Uint8Array(4) })).toThrow(/1 x 5, got 4/);
    expect(() => policy.observe(state, Int32Array.of(5), Float32Array.of(1))).toThrow(/0…4, or NO_ITEM, got 5/);
    expect(() => policy.observe(state, Int32Array.of(1), Float32Array.of(Number.NaN))).toThrow(
      /scores in 0…1, got NaN/,
    );
    expect(() => policy.observe(state, Int32Array.of(1, 2), Float32Array.of(1))).toThrow(/2 items, 1 scores/);
  });
});
