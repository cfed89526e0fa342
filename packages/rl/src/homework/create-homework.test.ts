import { createNumberedVocabulary, createRandomStream, type ItemParameters, NO_ITEM } from "@zpd/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createHomework } from "./create-homework";
import type { HomeworkLearner, HomeworkOptions } from "./homework-types";

function bankOf(fields: Omit<ItemParameters, "items">): ItemParameters {
  return { items: createNumberedVocabulary(fields.threshold.length, "i"), ...fields };
}

/** A Rasch bank: P(correct) at ability 0 is 1 / (1 + e^b). */
const rasch = (...threshold: number[]) =>
  bankOf({
    factors: 1,
    discrimination: new Float64Array(threshold.length).fill(1),
    threshold: Float64Array.from(threshold),
  });

/** In thousandths: `fc.double` mostly draws numbers next to 0. */
const value = (min: number, max: number) => fc.integer({ min: min * 1000, max: max * 1000 }).map((n) => n / 1000);
const rows = (length: number, of: fc.Arbitrary<number>) =>
  fc.array(of, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));

/** Banks with many equal items, so that ties come up. */
const world = fc
  .record({ count: fc.integer({ min: 1, max: 400 }), factors: fc.constantFrom(1, 2, 5, 20) })
  .chain(({ count, factors }) =>
    fc.record({
      bank: fc
        .record({
          discrimination: rows(count * factors, fc.oneof(value(-0.5, 3), fc.constant(1))),
          threshold: rows(count, fc.oneof(value(-4, 4), fc.constantFrom(-1, 0, 1))),
          guess: fc.option(rows(count, fc.oneof(value(0, 0.5), fc.constant(0))), { nil: undefined }),
          discriminationScale: fc.option(rows(count * factors, value(0, 1)), { nil: undefined }),
          thresholdScale: fc.option(rows(count, value(0, 1)), { nil: undefined }),
        })
        .map(
          (fields) =>
            bankOf({
              factors,
              ...Object.fromEntries(Object.entries(fields).filter(([, column]) => column !== undefined)),
            } as never) as ItemParameters,
        ),
      ability: rows(factors, value(-4, 4)),
      abilityScale: rows(factors, value(0, 1.5)),
      column: rows(count, fc.oneof(value(-3, 3), fc.constantFrom(0, 1))),
      weight: fc.oneof(fc.constant(0), value(-0.5, 0.5)),
      probabilityWeight: fc.constantFrom(1, 1, 0, 2.5),
      areas: fc.array(fc.constantFrom("", "a", "b", "c"), { minLength: count, maxLength: count }),
      atMost: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
      exclude: fc.array(fc.nat(count - 1)),
      target: value(0, 1),
      k: fc.integer({ min: 1, max: 12 }),
      integrate: fc.boolean(),
    }),
  );

/** Scores as the formula says, item by item. */
function naiveScores(
  bank: ItemParameters,
  { ability, abilityScale, target }: { ability: Float64Array; abilityScale: Float64Array; target: number },
  integrate: boolean,
  probabilityWeight: number,
  statics: readonly number[],
): number[] {
  return Array.from(bank.threshold, (threshold, i) => {
    let m = -threshold;
    let v = (bank.thresholdScale?.[i] ?? 0) ** 2;
    for (let d = 0; d < bank.factors; d++) {
      const a = bank.discrimination[i * bank.factors + d]!;
      m += a * ability[d]!;
      v += a ** 2 * abilityScale[d]! ** 2;
      v += (bank.discriminationScale?.[i * bank.factors + d] ?? 0) ** 2 * (ability[d]! ** 2 + abilityScale[d]! ** 2);
    }
    const z = integrate ? m / Math.sqrt(1 + (Math.PI * v) / 8) : m;
    const c = bank.guess?.[i] ?? 0;
    return probabilityWeight * -Math.abs(c + (1 - c) / (1 + Math.exp(-z)) - target) + statics[i]!;
  });
}

function scaled(column: Float64Array): number[] {
  const low = Math.min(...column);
  const high = Math.max(...column);
  return Array.from(column, (x) => (high === low ? 0 : (x - low) / (high - low)));
}

describe("a recommendation", () => {
  it("is what sorting all items and walking down the limits gives", () => {
    fc.assert(
      fc.property(world, (w) => {
        const { bank, ability, abilityScale, target, k } = w;
        const options: HomeworkOptions = {
          integrate: w.integrate,
          probabilityWeight: w.probabilityWeight,
          columns: [{ name: "column", values: w.column, weight: w.weight }],
          ...(w.atMost === undefined ? {} : { content: { areas: w.areas, atMost: w.atMost } }),
        };
        const statics = scaled(w.column).map((x) => w.weight * x);
        const scores = naiveScores(bank, w, w.integrate, w.probabilityWeight, statics);
        const sorted = scores.map((_, i) => i).filter((i) => !w.exclude.includes(i));
        sorted.sort((i, j) => scores[j]! - scores[i]! || i - j);
        const counts: Record<string, number> = {};
        const expected = sorted.filter((i) => {
          const area = w.areas[i]!;
          counts[area] = (counts[area] ?? 0) + 1;
          return area === "" || counts[area]! <= (w.atMost ?? Number.POSITIVE_INFINITY);
        });
        const homework = createHomework(bank, options);
        const learner = { ability, abilityScale, exclude: w.exclude, target, k };
        const found = homework.recommend(learner);
        expect(found.length).toBe(Math.min(k, expected.length));
        for (const [n, { item, score }] of found.entries()) {
          expect(Math.abs(score - scores[expected[n]!]!)).toBeLessThan(1e-12);
          expect(Math.abs(score - scores[item]!)).toBeLessThan(1e-12);
        }
        const batch = homework.recommendBatch(
          { ability, abilityScale },
          { k, target, seen: { offsets: Int32Array.of(0, w.exclude.length), item: Int32Array.from(w.exclude) } },
        );
        expect([...batch.items.subarray(0, found.length)]).toEqual(found.map(({ item }) => item));
        expect(batch.items.subarray(found.length).every((item) => item === NO_ITEM)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is that of scoring every item in a large bank of many factors, whoever asks", () => {
    const random = createRandomStream(7, "homework");
    const count = 3000;
    const draw = (length: number, of: (n: number) => number) => Float64Array.from({ length }, (_, n) => of(n));
    for (const factors of [1, 2, 5, 20]) {
      // Every third item is the one before it again; every seventh has no loadings.
      const sourceOf = (i: number) => (i % 3 === 2 ? i - 1 : i);
      const loadings = draw(count * factors, (n) => 0.8 ** (n % factors) * Math.abs(random.normal()));
      const thresholds = draw(count, () => random.normal());
      const scales = draw(count * factors, () => 0.4 * random.uniform());
      const bank = bankOf({
        factors,
        discrimination: draw(count * factors, (n) => {
          const source = sourceOf(Math.floor(n / factors));
          return source % 7 === 0 ? 0 : loadings[source * factors + (n % factors)]!;
        }),
        threshold: draw(count, (i) => thresholds[sourceOf(i)]!),
        discriminationScale: draw(
          count * factors,
          (n) => scales[sourceOf(Math.floor(n / factors)) * factors + (n % factors)]!,
        ),
      });
      for (const integrate of [true, false]) {
        // Large, small, large again, so that what is read first matters.
        const values = draw(count, (i) => Math.abs((2 * sourceOf(i)) / count - 1));
        const columns = [{ name: "column", values, weight: integrate ? 0 : 0.2, scaling: "none" }] as const;
        const statics = Array.from(values, (x) => columns[0].weight * x);
        const homework = createHomework(bank, { integrate, columns });
        for (const target of [0, 0.05, 0.3, 0.5, 0.7, 0.95, 1]) {
          for (const size of [0, 1, 1, 4, 30]) {
            const ability = draw(factors, () => size * random.normal());
            const abilityScale = draw(factors, () => 0.5 * random.uniform());
            const exclude = Array.from({ length: 50 }, () => random.integer(count));
            const found = homework.recommend({ ability, abilityScale, exclude, target });
            const scores = naiveScores(bank, { ability, abilityScale, target }, integrate, 1, statics);
            const sorted = scores.map((_, i) => i).filter((i) => !exclude.includes(i));
            sorted.sort((i, j) => scores[j]! - scores[i]! || i - j);
            for (const [n, { item, score }] of found.entries()) {
              expect(Math.abs(score - scores[sorted[n]!]!)).toBeLessThan(1e-12);
              expect(Math.abs(score - scores[item]!)).toBeLessThan(1e-12);
              // Equal items come in their order.
              if (item % 3 === 2 && !exclude.includes(item - 1))
                expect(found.some((other, m) => other.item === item - 1 && m < n)).toBe(true);
            }
            expect(found.length).toBe(10);
          }
        }
      }
    }
  });

  it("takes the items nearest 0.7, ties to the earlier", () => {
    // P = .5, .7311, .7311, .8808, .2689: distances .2, .0311, .0311, .1808, .4311.
    const found = createHomework(rasch(0, -1, -1, -2, 1)).recommend({ ability: 0, k: 4 });
    expect(found.map(({ id }) => id)).toEqual(["i1", "i2", "i3", "i0"]);
    expect(found[0]!.probability).toBeCloseTo(0.7310585786, 9);
    expect(found[0]!.reasons).toEqual([{ name: "probability", weight: 1, value: found[0]!.score }]);
    expect(found[3]!.score).toBeCloseTo(-0.2, 12);
  });

  it("keeps ties to the earlier item across the whole of a large bank", () => {
    const homework = createHomework(rasch(...Array.from({ length: 5000 }, (_, i) => ((i % 50) - 25) / 10)));
    const first = homework.recommend({ ability: 0, k: 5 }).map(({ item }) => item);
    expect(first).toEqual([17, 67, 117, 167, 217]);
    const rest = homework.recommend({ ability: 0, k: 3, exclude: first }).map(({ item }) => item);
    expect(rest).toEqual([267, 317, 367]);
  });

  it("adds up its reasons", () => {
    const homework = createHomework(rasch(0, -1, -2), {
      target: 0.75,
      columns: [
        { name: "year", values: [2020, 2024, 2022], weight: 0.2 },
        { name: "picture", values: [0, 0, 1], weight: 0.1, scaling: "none" },
        { name: "length", values: [1, 2, 3], weight: -0.01, scaling: "standard" },
        { name: "same", values: [7, 7, 7], weight: 5 },
      ],
    });
    const found = homework.recommend({ ability: 0 });
    for (const { score, reasons } of found)
      expect(reasons.reduce((sum, { weight, value }) => sum + weight * value, 0)).toBeCloseTo(score, 12);
    // Item 2: -|.8808 - .75| + .2 x .5 + .1 x 1 - .01 x 1.2247 = .0569.
    const last = homework.explain({ ability: 0 }, [2])[0]!;
    expect(last.score).toBeCloseTo(-0.1307970779 + 0.1 + 0.1 - 0.0122474487, 9);
    expect(last.reasons.map(({ name }) => name)).toEqual(["probability", "year", "picture", "length", "same"]);
    expect(last.reasons[4]!.value).toBe(0);
  });

  it("leaves out what is seen, masked or not eligible, and gives fewer when nothing is left", () => {
    const homework = createHomework(rasch(0, -1, -1, -2), { eligible: Uint8Array.of(1, 1, 0, 1) });
    const learner = { ability: 0, exclude: [1], mask: Uint8Array.of(0, 1, 1, 1) };
    expect(homework.recommend(learner).map(({ item }) => item)).toEqual([3]);
    expect(homework.recommend({ ability: 0 }).map(({ item }) => item)).toEqual([1, 3, 0]);
    expect(createHomework(rasch(0), { eligible: Uint8Array.of(0) }).recommend({ ability: 0 })).toEqual([]);
  });

  it("keeps shares of content areas, rounded down but at least one", () => {
    const areas = ["a", "a", "a", "a", "b", "b", "b", "", "", ""];
    const bank = rasch(...new Array(10).fill(-1));
    const listOf = (content: HomeworkOptions["content"]) =>
      createHomework(bank, { content: content! })
        .recommend({ ability: 0 })
        .map(({ item }) => item);
    expect(listOf({ areas, atMostShare: { a: 0.25 } })).toEqual([0, 1, 4, 5, 6, 7, 8, 9]);
    expect(listOf({ areas, atMostShare: 0.01 })).toEqual([0, 4, 7, 8, 9]);
    expect(listOf({ areas, atMostShare: 0.3, atMost: { b: 0 } })).toEqual([0, 1, 2, 7, 8, 9]);
  });

  it("averages over the posterior within 0.02 of quadrature, 0.005 where the variance is at most 1", () => {
    // The midpoint rule over +-8 standard deviations.
    const exact = (m: number, v: number) => {
      let sum = 0;
      let total = 0;
      for (let n = 0; n < 800; n++) {
        const x = (n + 0.5) / 50 - 8;
        const density = Math.exp((-x * x) / 2);
        sum += density / (1 + Math.exp(-(m + Math.sqrt(v) * x)));
        total += density;
      }
      return sum / total;
    };
    let worst = 0;
    let worstSmall = 0;
    for (let m = 0; m <= 12; m += 0.25) {
      for (const v of [0.1, 0.3, 1, 3, 10, 30, 100]) {
        const bank = bankOf({
          factors: 1,
          discrimination: Float64Array.of(1),
          threshold: Float64Array.of(-m),
          thresholdScale: Float64Array.of(Math.sqrt(v)),
        });
        const probability = createHomework(bank).recommend({ ability: 0 })[0]!.probability;
        const error = Math.abs(probability - exact(m, v));
        worst = Math.max(worst, error);
        if (v <= 1) worstSmall = Math.max(worstSmall, error);
      }
    }
    expect(worst).toBeLessThan(0.02);
    expect(worstSmall).toBeLessThan(0.005);
  });
});

describe("a batch", () => {
  const bank = rasch(...Array.from({ length: 300 }, (_, i) => (i - 150) / 50));
  const ability = Float64Array.from({ length: 40 }, (_, l) => Math.sin(l));

  it("gives no item to more than its share of learners", () => {
    const { items } = createHomework(bank).recommendBatch({ ability }, { k: 5, maxExposure: 0.1 });
    const counts = new Int32Array(300);
    for (const item of items) counts[item]!++;
    expect(Math.max(...counts)).toBe(4);
    expect(items.includes(NO_ITEM)).toBe(false);
    const free = createHomework(bank).recommendBatch({ ability: ability.slice(0, 4) }, { k: 5 });
    expect([...items.subarray(0, 20)]).toEqual([...free.items]);
  });

  it("in stretches is the same as in one piece", () => {
    const homework = createHomework(bank, { k: 3 });
    const offsets = Int32Array.from({ length: 41 }, (_, l) => 3 * l);
    const item = Int32Array.from({ length: 120 }, (_, n) => (n * 37) % 300);
    const whole = homework.recommendBatch({ ability }, { seen: { offsets, item } });
    const part = homework.recommendBatch(
      { ability: ability.subarray(25) },
      { seen: { offsets: offsets.subarray(25), item } },
    );
    expect([...part.items]).toEqual([...whole.items.subarray(75)]);
    expect([...part.scores]).toEqual([...whole.scores.subarray(75)]);
    expect([...part.probabilities]).toEqual([...whole.probabilities.subarray(75)]);
  });
});

describe("bad input", () => {
  const bank = rasch(0, 1);
  const bad: readonly [string, () => unknown, string, string][] = [
    [
      "an unknown option",
      () => createHomework(bank, { targt: 0.5 } as HomeworkOptions),
      "INVALID_CONFIG",
      'did you mean "target"?',
    ],
    ["a target above 1", () => createHomework(bank, { target: 2 }), "INVALID_CONFIG", "target to be a number in 0…1"],
    [
      "a missing value",
      () => createHomework(bank, { columns: [{ name: "year", values: [1, Number.NaN], weight: 1 }] }),
      "INVALID_INPUT",
      'got NaN for item "i1"',
    ],
    [
      "two columns of a name",
      () =>
        createHomework(bank, {
          columns: ["x", "x"].map((name) => ({ name, values: [0, 1], weight: 1 })),
        }),
      "INVALID_CONFIG",
      "names that differ",
    ],
    [
      "a short column",
      () => createHomework(bank, { columns: [{ name: "year", values: [1], weight: 1 }] }),
      "SHAPE",
      "2 values, got 1",
    ],
    [
      "a limit for an area without items",
      () => createHomework(bank, { content: { areas: ["a", "b"], atMost: { c: 1 } } }),
      "UNKNOWN_NAME",
      '"c" in content.atMost',
    ],
    [
      "half an item",
      () => createHomework(bank, { content: { areas: ["a", "b"], atMost: 0.5 } }),
      "INVALID_CONFIG",
      "whole numbers",
    ],
    ["NaN as ability", () => createHomework(bank).recommend({ ability: Number.NaN }), "INVALID_INPUT", "ability"],
    ["two abilities", () => createHomework(bank).recommend({ ability: [0, 0] }), "SHAPE", "ability of shape [D]"],
    [
      "an unknown seen item",
      () => createHomework(bank).recommend({ ability: 0, exclude: [2] }),
      "UNKNOWN_ID",
      "item indices 0…1, got 2",
    ],
    ["k of 0", () => createHomework(bank).recommend({ ability: 0, k: 0 }), "INVALID_INPUT", "k of at least 1"],
    [
      "a misspelt field of a learner",
      () => createHomework(bank).recommend({ ability: 0, excluded: [] } as HomeworkLearner),
      "INVALID_CONFIG",
      'did you mean "exclude"?',
    ],
    ["no items", () => createHomework(rasch()), "INVALID_INPUT", "at least one item"],
    ["an infinite threshold", () => createHomework(rasch(0, Infinity)), "INVALID_INPUT", 'for item "i1"'],
    [
      "an exposure of 0",
      () => createHomework(bank).recommendBatch({ ability: new Float64Array(1) }, { maxExposure: 0 }),
      "INVALID_CONFIG",
      "maxExposure",
    ],
  ];
  it.each(bad)("refuses %s", (_, call, code, text) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });
});
