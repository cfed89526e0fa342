import { createNumberedVocabulary, type InteractionLog, type ItemParameters } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { itemsOf, logOfAnswers, probability, simulateAnswers } from "../../../test/irt-items";
import { estimateAbilities } from "./estimate-abilities";

const difficulties = Array.from({ length: 12 }, (_, i) => -2 + i / 3);
const slopes = difficulties.map((_, i) => 0.6 + 0.15 * (i % 7));
const models: [string, ItemParameters][] = [
  [
    "1PL",
    itemsOf(
      difficulties.map(() => 1.2),
      difficulties,
    ),
  ],
  ["2PL", itemsOf(slopes, difficulties)],
  [
    "3PL",
    itemsOf(
      slopes,
      difficulties,
      difficulties.map((_, i) => 0.1 + 0.02 * (i % 5)),
    ),
  ],
];

function logLikelihood(log: InteractionLog, parameters: ItemParameters, l: number, ability: number): number {
  let sum = 0;
  for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
    const p = probability(parameters, log.item[n]!, ability);
    sum += Math.log(log.score[n] === 1 ? p : 1 - p);
  }
  return sum;
}

/** Fisher's information of the items a learner met, by central differences of their curves. */
function information(log: InteractionLog, parameters: ItemParameters, l: number, ability: number): number {
  const h = 1e-4;
  let sum = 0;
  for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
    const item = log.item[n]!;
    const slope = (probability(parameters, item, ability + h) - probability(parameters, item, ability - h)) / (2 * h);
    const p = probability(parameters, item, ability);
    sum += slope ** 2 / (p * (1 - p));
  }
  return sum;
}

const GRID = Array.from({ length: 4001 }, (_, k) => -10 + k / 200);

/** The best ability of a fine grid. */
function highest(value: (ability: number) => number): number {
  const values = GRID.map(value);
  return GRID[values.indexOf(Math.max(...values))]!;
}

describe.each(models)("%s", (_, parameters) => {
  const { log } = simulateAnswers(parameters, 25, 4, 0.8);
  const learners = [...Array(25).keys()];

  it("eap is the mean and deviation of the posterior, integrated by brute force", async () => {
    const found = await estimateAbilities(log, parameters, {
      priorMean: 0.5,
      priorDeviation: 1.5,
      quadraturePoints: 41,
    });
    for (const l of learners) {
      const weight = GRID.map((x) => Math.exp(logLikelihood(log, parameters, l, x) - 0.5 * ((x - 0.5) / 1.5) ** 2));
      const total = weight.reduce((a, b) => a + b);
      const mean = weight.reduce((sum, w, k) => sum + w * GRID[k]!, 0) / total;
      const variance = weight.reduce((sum, w, k) => sum + w * (GRID[k]! - mean) ** 2, 0) / total;
      expect(Math.abs(found.ability[l]! - mean)).toBeLessThan(2e-4);
      expect(Math.abs(found.abilityScale[l]! - Math.sqrt(variance))).toBeLessThan(2e-4);
    }
  });

  it("map is the best ability of a fine grid", async () => {
    const found = await estimateAbilities(log, parameters, { method: "map", priorMean: -0.3, priorDeviation: 0.7 });
    for (const l of learners) {
      const best = highest((x) => logLikelihood(log, parameters, l, x) - 0.5 * ((x + 0.3) / 0.7) ** 2);
      expect(Math.abs(found.ability[l]! - best)).toBeLessThanOrEqual(0.0051);
      const precision = information(log, parameters, l, found.ability[l]!) + 1 / 0.49;
      expect(found.abilityScale[l]).toBeCloseTo(1 / Math.sqrt(precision), 6);
    }
  });

  it("mle is the best ability of a fine grid, or infinite where the grid's best is its end", async () => {
    const found = await estimateAbilities(log, parameters, { method: "mle" });
    for (const l of learners) {
      const best = highest((x) => logLikelihood(log, parameters, l, x));
      if (Math.abs(best) === 10) {
        expect(found.ability[l]).toBe(best > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
        expect(found.abilityScale[l]).toBeNaN();
        continue;
      }
      expect(Math.abs(found.ability[l]! - best)).toBeLessThanOrEqual(0.0051);
      expect(found.abilityScale[l]).toBeCloseTo(information(log, parameters, l, found.ability[l]!) ** -0.5, 6);
    }
  });
});

describe.each(models.slice(0, 2))("Warm's estimate, %s", (_, parameters) => {
  it("is the maximum of likelihood times sqrt(information), also for all right and all wrong", async () => {
    const { log: made } = simulateAnswers(parameters, 10, 9);
    const extremes = logOfAnswers(parameters, [difficulties.map((_, i) => [i, 1]), difficulties.map((_, i) => [i, 0])]);
    for (const log of [made, extremes]) {
      const found = await estimateAbilities(log, parameters, { method: "wle" });
      for (let l = 0; l < log.learners.size; l++) {
        const best = highest(
          (x) => logLikelihood(log, parameters, l, x) + 0.5 * Math.log(information(log, parameters, l, x)),
        );
        expect(Math.abs(found.ability[l]! - best)).toBeLessThanOrEqual(0.0051);
      }
    }
  });
});

describe("by hand", () => {
  it("Rasch, one item of difficulty 0: wle of a right answer is log 3", async () => {
    // (1 - P) + (1 - 2P) / 2 = 0 at P = 3/4.
    const items = itemsOf([1], [0]);
    const found = await estimateAbilities(logOfAnswers(items, [[[0, 1]], [[0, 0]]]), items, { method: "wle" });
    expect(found.ability[0]).toBeCloseTo(Math.log(3), 10);
    expect(found.ability[1]).toBeCloseTo(-Math.log(3), 10);
    // I = 3/16.
    expect(found.abilityScale[0]).toBeCloseTo(Math.sqrt(16 / 3), 9);
  });

  it("3PL wle is the root of slope + J / (2 I) of Warm's equation", async () => {
    // One item a = 1, b = 0, c = 1/4, answered right; with s the logistic, P = (1 + 3 s) / 4 and 1 - P = 3 (1 - s) / 4.
    // The slope is (1 - P) s / P, J / (2 I) = (1 - 2 s) / 2. So 3 (1 - s) s / (1 + 3 s) + (1 - 2 s) / 2 = 0, that is 12
    // s² - 7 s - 1 = 0.
    const items = itemsOf([1], [0], [0.25]);
    const found = await estimateAbilities(logOfAnswers(items, [[[0, 1]]]), items, { method: "wle" });
    const s = (7 + Math.sqrt(97)) / 24;
    expect(found.ability[0]).toBeCloseTo(Math.log(s / (1 - s)), 9);
  });

  it("Rasch, two items of difficulties -1 and 1, one of them right: mle is 0", async () => {
    const items = itemsOf([1, 1], [-1, 1]);
    const log = logOfAnswers(items, [
      [
        [0, 1],
        [1, 0],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ]);
    const found = await estimateAbilities(log, items, { method: "mle" });
    expect(found.ability[0]).toBeCloseTo(0, 12);
    expect(found.ability[1]).toBeCloseTo(0, 12);
  });

  it("an answer counts twice when it comes twice", async () => {
    const items = itemsOf([1, 1], [0, 0]);
    const log = logOfAnswers(items, [
      [
        [0, 1],
        [0, 1],
        [0, 0],
      ],
      [
        [0, 1],
        [1, 1],
        [1, 0],
      ],
    ]);
    const found = await estimateAbilities(log, items, { method: "mle" });
    expect(found.ability[0]).toBeCloseTo(Math.log(2), 10);
    expect(found.ability[1]).toBeCloseTo(Math.log(2), 10);
  });
});

describe("far from where most items are", () => {
  it("wle finds its root where the information underflows on the way: 5000 + log 3", async () => {
    const items = itemsOf([1], [5000]);
    const found = await estimateAbilities(logOfAnswers(items, [[[0, 1]], [[0, 0]]]), items, { method: "wle" });
    expect(found.ability[0]).toBeCloseTo(5000 + Math.log(3), 8);
    expect(found.ability[1]).toBeCloseTo(5000 - Math.log(3), 8);
  });

  it("mle of a wrong answer is minus infinity whatever the guess, of a right one plus infinity", async () => {
    const guesses = Array.from({ length: 60 }, (_, i) => (i + 1) / 100);
    const items = itemsOf(
      guesses.map(() => 1.3),
      guesses.map((_, i) => i / 20 - 1),
      guesses,
    );
    for (const score of [0, 1]) {
      const log = logOfAnswers(
        items,
        guesses.map((_, i) => [[i, score]]),
      );
      const { ability } = await estimateAbilities(log, items, { method: "mle" });
      expect(
        ability.every((value) => value === (score === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY)),
      ).toBe(true);
    }
  });

  it("of two maxima of a 3PL posterior takes the higher one", async () => {
    // An easy item wrong, five very hard ones right: by guesses of a weak learner, or by a strong one's slip. Guesses
    // of .05 make the strong one likelier, guesses of .6 the weak one.
    for (const [guess, side] of [
      [0.05, 1],
      [0.6, -1],
    ] as const) {
      const items = itemsOf([1, 3, 3, 3, 3, 3], [0, 4, 4, 4, 4, 4], [0, guess, guess, guess, guess, guess]);
      const log = logOfAnswers(items, [
        [
          [0, 0],
          [1, 1],
          [2, 1],
          [3, 1],
          [4, 1],
          [5, 1],
        ],
      ]);
      const found = await estimateAbilities(log, items, { method: "map", priorDeviation: 4 });
      const best = highest((x) => logLikelihood(log, items, 0, x) - (x * x) / 32);
      expect(Math.sign(best)).toBe(side);
      expect(Math.abs(found.ability[0]! - best)).toBeLessThanOrEqual(0.0051);
    }
  });
});

describe("what cannot be estimated is said", () => {
  const items = itemsOf([1, 2, -1], [0, 1, 0]);
  const log = logOfAnswers(items, [
    [],
    [
      [0, 1],
      [1, 1],
      [2, 0],
    ],
    [
      [0, 0],
      [2, 1],
    ],
    [
      [0, 1],
      [2, 1],
    ],
  ]);

  it("mle: nothing, plus and minus infinity (an item of negative slope the other way round), a number", async () => {
    const { ability, abilityScale, warnings } = await estimateAbilities(log, items, { method: "mle" });
    expect([...ability.slice(0, 3)]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    expect(ability[3]).toBeCloseTo(0, 12);
    expect([...abilityScale].map(Number.isFinite)).toEqual([false, false, false, true]);
    expect(warnings.map(({ code, ids }) => [code, ids])).toEqual([
      ["LEARNER_WITHOUT_DATA", ["l0"]],
      ["ABILITY_INFINITE", ["l1", "l2"]],
    ]);
  });

  it.each(["eap", "map"] as const)(
    "%s: the prior for a learner without answers, finite numbers for all",
    async (method) => {
      const { ability, abilityScale, warnings } = await estimateAbilities(log, items, {
        method,
        priorMean: 1,
        priorDeviation: 2,
      });
      expect([ability[0], abilityScale[0]]).toEqual([1, 2]);
      expect(ability.every(Number.isFinite) && abilityScale.every(Number.isFinite)).toBe(true);
      expect(warnings.map(({ code }) => code)).toEqual(["LEARNER_WITHOUT_DATA"]);
    },
  );

  it("mle with guessing is minus infinity where guessing explains the answers best", async () => {
    // A hard item right and easy ones wrong: the likelihood rises towards minus infinity, to log(.5).
    const guessing = itemsOf([2, 2, 2], [-2, -2, 2], [0.5, 0, 0.5]);
    const odd = logOfAnswers(guessing, [
      [
        [0, 0],
        [1, 0],
        [2, 1],
      ],
    ]);
    const found = await estimateAbilities(odd, guessing, { method: "mle" });
    expect(found.ability[0]).toBe(Number.NEGATIVE_INFINITY);
  });

  it("items that say nothing leave NaN, or the prior", async () => {
    const flat = itemsOf([0], [0]);
    const answers = logOfAnswers(flat, [[[0, 1]]]);
    const found = await estimateAbilities(answers, flat, { method: "wle" });
    expect(found.ability[0]).toBeNaN();
    expect(found.warnings.map(({ code }) => code)).toEqual(["ABILITY_UNKNOWN"]);
    expect((await estimateAbilities(answers, flat)).ability[0]).toBe(0);
  });

  it.each([
    ["other items", { ...log, items: createNumberedVocabulary(3, "x") }, {}, "INVALID_INPUT"],
    ["partial scores", { ...log, score: Float32Array.from(log.score, (s) => s / 2) }, {}, "INVALID_INPUT"],
    ["an unknown method", log, { method: "ml" }, "INVALID_CONFIG"],
    ["an unknown option", log, { prior: 1 }, "INVALID_CONFIG"],
    ["no deviation", log, { priorDeviation: 0 }, "INVALID_CONFIG"],
  ])("refuses %s", async (_, given, options, code) => {
    await expect(estimateAbilities(given, items, options as object)).rejects.toMatchObject({ code });
  });

  it("stops when aborted", async () => {
    const long = simulateAnswers(items, 60_000, 1).log;
    const signal = AbortSignal.timeout(1);
    await expect(estimateAbilities(long, items, { signal })).rejects.toThrow();
  });
});
