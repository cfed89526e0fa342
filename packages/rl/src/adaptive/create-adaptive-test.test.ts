import { createNumberedVocabulary, createRandomStream, type ItemParameters } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { curveInformation } from "../maths/item-curve";
import type { AdaptiveOptions, AdaptiveState } from "./adaptive-types";
import { calibrateExposure } from "./calibrate-exposure";
import { createAdaptiveTest } from "./create-adaptive-test";
import { playAdaptiveTest } from "./play-adaptive-test";

/** A made bank: slopes log-normal, difficulties normal. */
function madeBank(count: number): ItemParameters {
  const random = createRandomStream(1, "made-bank");
  const slopes = Float64Array.from({ length: count }, () => Math.exp(0.3 * random.normal()));
  return {
    items: createNumberedVocabulary(count, "i"),
    factors: 1,
    discrimination: slopes,
    threshold: slopes.map((a) => a * random.normal()),
  };
}

const bank = madeBank(200);
const abilities = Array.from({ length: 60 }, (_, l) => -2 + (4 * l) / 59);

const play = (options: AdaptiveOptions) => {
  const test = createAdaptiveTest(bank, options);
  return abilities.map((trueAbility, l) => playAdaptiveTest(test, { trueAbility, seed: l }));
};

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe("the choice", () => {
  it("is the item of the largest information, first and after answers", () => {
    const test = createAdaptiveTest(bank);
    let state = test.start({ seed: 1 });
    for (let n = 0; n < 6; n++) {
      const information = Array.from(bank.threshold, (_, i) =>
        state.items.includes(i) ? -1 : curveInformation(bank, i, state.ability),
      );
      const item = test.next(state)!;
      expect(information[item]).toBe(Math.max(...information));
      expect(test.next(state)).toBe(item);
      state = test.answer(state, item, n % 3 === 0);
    }
  });

  it("is random among the best few, and differs between learners", () => {
    const test = createAdaptiveTest(bank, { choice: "randomesque", bestOf: 4 });
    const best = [...bank.threshold.keys()].sort((i, j) => curveInformation(bank, j, 0) - curveInformation(bank, i, 0));
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 400; seed++) {
      const item = test.next(test.start({ seed }))!;
      counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(best.slice(0, 4).sort());
    // 100 each on average, standard deviation 8.7.
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(40);
  });

  it("takes low slopes first when stratified, each stratum in its turn", () => {
    const sorted = [...bank.discrimination].sort((a, b) => a - b);
    for (const { items } of play({ choice: "a-stratified", strata: 4, maxItems: 20, standardError: 0.01 })) {
      expect(items).toHaveLength(20);
      for (const [n, item] of items.entries()) {
        const stratum = Math.floor(n / 5);
        expect(bank.discrimination[item]).toBeGreaterThanOrEqual(sorted[50 * stratum]!);
        expect(bank.discrimination[item]).toBeLessThanOrEqual(sorted[50 * stratum + 49]!);
      }
    }
  });

  it("begins at random and ends at the largest information when progressive", () => {
    const test = createAdaptiveTest(bank, { choice: "progressive", maxItems: 10, standardError: 0.01 });
    const firsts = new Set(abilities.map((_, seed) => test.next(test.start({ seed }))));
    expect(firsts.size).toBeGreaterThan(40);
    let state = test.start({ seed: 3 });
    while (state.items.length < 9) state = test.answer(state, test.next(state)!, true);
    const information = Array.from(bank.threshold, (_, i) =>
      state.items.includes(i) ? -1 : curveInformation(bank, i, state.ability),
    );
    expect(information[test.next(state)!]).toBe(Math.max(...information));
  });

  it("may begin with an easy item, and from what is known of the learner", () => {
    const test = createAdaptiveTest(bank, { firstItem: "easy", easyItems: 3 });
    // At ability 0 the easiest are those of the smallest threshold.
    const easiest = [...bank.threshold.keys()].sort((i, j) => bank.threshold[i]! - bank.threshold[j]!).slice(0, 3);
    for (let seed = 0; seed < 20; seed++) expect(easiest).toContain(test.next(test.start({ seed })));
    const known = createAdaptiveTest(bank).start({ seed: 1, ability: 1.5, abilityScale: 0.25 });
    expect(known).toMatchObject({ ability: 1.5, standardError: 0.25, prior: { ability: 1.5, standardError: 0.25 } });
    expect(createAdaptiveTest(bank).stopReason(known)).toBeUndefined();
    expect(createAdaptiveTest(bank, { standardError: 0.2 }).isDone(known)).toBe(false);
  });
});

describe("the test", () => {
  it("reaches its standard error with fewer items than a random one, and knows the ability", () => {
    const adaptive = play({ standardError: 0.35, maxItems: 200 });
    const random = play({ choice: "random", standardError: 0.35, maxItems: 200 });
    for (const { standardError } of [...adaptive, ...random]) expect(standardError).toBeLessThanOrEqual(0.35);
    const length = (states: readonly AdaptiveState[]) => meanOf(states.map(({ items }) => items.length));
    expect(length(adaptive)).toBeLessThan(0.6 * length(random));
    const errors = adaptive.map(({ ability }, l) => (ability - abilities[l]!) ** 2);
    // The root mean square error is near the standard error; abilities beyond the prior's weight add some.
    expect(Math.sqrt(meanOf(errors))).toBeLessThan(0.5);
  });

  it("keeps its shortest and longest length, and says why it ended", () => {
    const test = createAdaptiveTest(bank, { minItems: 12, maxItems: 15, standardError: 0.9 });
    const state = playAdaptiveTest(test, { trueAbility: 0, seed: 1 });
    expect([state.items.length, test.stopReason(state)]).toEqual([12, "standard-error"]);
    const long = createAdaptiveTest(bank, { maxItems: 15, standardError: 0.01 });
    const end = playAdaptiveTest(long, { trueAbility: 0, seed: 1 });
    expect([end.items.length, long.stopReason(end), long.next(end)]).toEqual([15, "length", undefined]);
    const nothing = createAdaptiveTest(bank);
    expect(nothing.stopReason(nothing.start({ seed: 1 }), { mask: new Uint8Array(200) })).toBe("no-item-left");
    const dull = createAdaptiveTest(bank, { minInformation: 50 });
    expect(dull.stopReason(dull.start({ seed: 1 }))).toBe("information");
  });

  it("goes through JSON at every step without a change", () => {
    const options: AdaptiveOptions = { choice: "randomesque", maxItems: 12, standardError: 0.01 };
    const test = createAdaptiveTest(bank, options);
    const whole = playAdaptiveTest(test, { trueAbility: 0.4, seed: 9 });
    let state = test.start({ seed: 9 });
    for (const [n, item] of whole.items.entries()) {
      const frozen = JSON.stringify(state);
      state = JSON.parse(frozen);
      expect(createAdaptiveTest(bank, options).next(state)).toBe(item);
      const next = test.answer(state, item, whole.correct[n]!);
      expect(JSON.stringify(state)).toBe(frozen);
      state = next;
    }
    expect(state).toEqual(whole);
  });

  it("takes another estimator", () => {
    const test = createAdaptiveTest(bank, {
      estimate: ({ items, correct }) => ({ ability: correct.filter(Boolean).length, standardError: 1 / items.length }),
    });
    let state = test.start({ seed: 1 });
    for (const right of [true, false, true]) state = test.answer(state, test.next(state)!, right);
    expect([state.ability, state.standardError]).toEqual([2, 1 / 3]);
  });
});

describe("content", () => {
  const areas = Array.from({ length: 200 }, (_, i) => (i % 10 < 1 ? "rare" : i % 10 < 4 ? "some" : "most"));
  const shares = { most: 0.5, some: 0.3, rare: 0.2 };

  it("keeps its shares within one item at every length", () => {
    for (const { items } of play({ content: { areas, shares }, standardError: 0.01, maxItems: 40 })) {
      for (let n = 1; n <= items.length; n++) {
        for (const [name, share] of Object.entries(shares)) {
          const count = items.slice(0, n).filter((item) => areas[item] === name).length;
          expect(Math.abs(count - share * n)).toBeLessThan(1);
        }
      }
    }
  });

  it("goes to the next area in need where one is exhausted", () => {
    const test = createAdaptiveTest(bank, { content: { areas, shares }, standardError: 0.01, maxItems: 40 });
    const mask = Uint8Array.from(areas, (area) => (area === "most" ? 0 : 1));
    const { items } = playAdaptiveTest(test, { trueAbility: 0, seed: 1 }, { mask });
    // Of 20 rare and 60 other items, by need .3 n against .2 n until the rare ones are used up.
    expect(items).toHaveLength(40);
    expect(items.every((item) => areas[item] !== "most")).toBe(true);
  });
});

describe("exposure", () => {
  it("stays near its rate after calibration, and far above without", () => {
    const options: AdaptiveOptions = { maxItems: 10, standardError: 0.01 };
    const { exposure, largestRates } = calibrateExposure(bank, options, {
      maxRate: 0.2,
      learners: 300,
      rounds: 6,
      seed: 1,
    });
    // The first item is the same for everybody.
    expect(largestRates[0]).toBe(1);
    const test = createAdaptiveTest(bank, { ...options, exposure });
    const random = createRandomStream(5, "learners");
    const given = new Int32Array(200);
    for (let l = 0; l < 1000; l++)
      for (const item of playAdaptiveTest(test, { trueAbility: random.normal(), seed: 10_000 + l }).items)
        given[item]!++;
    // Calibrated on 300 learners: a rate of .2 is known to +-.023 (one standard deviation), and used on 1000, +-.013.
    expect(Math.max(...given) / 1000).toBeLessThan(0.28);
  });

  it("never exceeds the largest share where usage is counted", () => {
    const test = createAdaptiveTest(bank, { maxExposure: 0.25, maxItems: 8, standardError: 0.01 });
    const given = new Int32Array(200);
    for (let learners = 1; learners <= 200; learners++) {
      const trueAbility = Math.sin(learners);
      const { items } = playAdaptiveTest(test, { trueAbility, seed: learners }, { usage: { given, learners } });
      for (const item of items) given[item]!++;
      expect(Math.max(...given)).toBeLessThanOrEqual(Math.max(1, 0.25 * learners));
    }
  });

  it("ends a test rather than break a bound", () => {
    const test = createAdaptiveTest(bank, { exposure: new Float64Array(200) });
    expect(test.stopReason(test.start({ seed: 1 }))).toBe("no-item-left");
  });
});

describe("bad input", () => {
  const test = createAdaptiveTest(bank);
  const start = test.start({ seed: 1 });
  const areas = new Array(200).fill("a");
  it.each([
    [
      "several factors",
      () =>
        createAdaptiveTest({
          ...bank,
          items: createNumberedVocabulary(100),
          factors: 2,
          threshold: new Float64Array(100),
        }),
      "UNSUPPORTED",
    ],
    ["a misspelt choice", () => createAdaptiveTest(bank, { choice: "mfi" as never }), "INVALID_CONFIG"],
    [
      "a shortest length above the longest",
      () => createAdaptiveTest(bank, { minItems: 3, maxItems: 2 }),
      "INVALID_CONFIG",
    ],
    ["a standard error of 0", () => createAdaptiveTest(bank, { standardError: 0 }), "INVALID_CONFIG"],
    ["shares of sum .9", () => createAdaptiveTest(bank, { content: { areas, shares: { a: 0.9 } } }), "INVALID_CONFIG"],
    [
      "a share without items",
      () => createAdaptiveTest(bank, { content: { areas, shares: { a: 0.5, b: 0.5 } } }),
      "INVALID_CONFIG",
    ],
    ["exposure above 1", () => createAdaptiveTest(bank, { exposure: new Float64Array(200).fill(2) }), "INVALID_CONFIG"],
    ["a seed of .5", () => test.start({ seed: 0.5 }), "INVALID_INPUT"],
    ["a prior without width", () => test.start({ seed: 1, abilityScale: 0 }), "INVALID_INPUT"],
    ["an unknown item", () => test.answer(start, 200, true), "UNKNOWN_ID"],
    ["an item twice", () => test.answer(test.answer(start, 5, true), 5, true), "INVALID_INPUT"],
    ["a score for true", () => test.answer(start, 5, 1 as never), "INVALID_INPUT"],
    ["a limit without usage", () => createAdaptiveTest(bank, { maxExposure: 0.1 }).next(start), "INVALID_INPUT"],
    ["a state of another bank", () => test.next({ ...start, items: [900], correct: [true] }), "INVALID_INPUT"],
    ["a short mask", () => test.next(start, { mask: new Uint8Array(3) }), "SHAPE"],
    [
      "an estimator's NaN",
      () => {
        const bad = createAdaptiveTest(bank, { estimate: () => ({ ability: Number.NaN, standardError: 1 }) });
        bad.answer(bad.start({ seed: 1 }), 0, true);
      },
      "NUMERICAL",
    ],
  ])("refuses %s", (_, call, code) => expect(call).toThrow(expect.objectContaining({ code })));
});
