import { createNumberedVocabulary } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { itemsOf, logOfAnswers, simulateAnswers } from "../../../test/irt-items";
import { meanSquareFit } from "./mean-squares";

const abilitiesOf = (ability: Float64Array) => ({
  learners: createNumberedVocabulary(ability.length, "l"),
  factors: 1,
  ability,
  abilityScale: new Float64Array(ability.length),
});

it("is hand arithmetic for one learner and two items", () => {
  // Ability log 4: P = 4/5 on item 0 (right), and log 4 - log 4 = 0: P = 1/2 on item 1 (wrong). Item 2 is not met.
  const items = itemsOf([1, 1, 1], [0, Math.log(4), 0]);
  const log = logOfAnswers(items, [
    [
      [0, 1],
      [1, 0],
    ],
  ]);
  const { items: ofItems, learners } = meanSquareFit(log, items, abilitiesOf(Float64Array.of(Math.log(4))));
  // y² .04 and .25; W .16 and .25.
  expect(ofItems.outfit[0]).toBeCloseTo(0.25, 14);
  expect(ofItems.infit[0]).toBeCloseTo(0.25, 14);
  expect(ofItems.outfit[1]).toBeCloseTo(1, 14);
  expect(ofItems.outfit[2]).toBeNaN();
  expect(learners.outfit[0]).toBeCloseTo((0.25 + 1) / 2, 14);
  expect(learners.infit[0]).toBeCloseTo(0.29 / 0.41, 14);
  // C = W (1 - 3 W): .0832 and .0625. Outfit: q² = (.0832 / .0256 + 1 - 2) / 4 = 2.25 / 4. Infit: q² = (.0832 - .0256 +
  // 0) / .41².
  const t = (m: number, q: number) => (Math.cbrt(m) - 1) * (3 / q) + q / 3;
  expect(learners.outfitStandardised[0]).toBeCloseTo(t(0.625, 0.75), 12);
  expect(learners.infitStandardised[0]).toBeCloseTo(t(0.29 / 0.41, Math.sqrt(0.0576) / 0.41), 12);
  // A coin's toss leaves no spread.
  expect(ofItems.outfitStandardised[1]).toBe(0);
  expect([...ofItems.answers, ...learners.answers]).toEqual([1, 1, 0, 2]);
});

describe("under the model, at the true abilities", () => {
  const items = itemsOf(
    Array(40).fill(1),
    Array.from({ length: 40 }, (_, i) => -2 + i / 10),
  );
  const { log, abilities } = simulateAnswers(items, 600, 4, 0.7);
  const fit = meanSquareFit(log, items, abilitiesOf(abilities));

  it.each(["items", "learners"] as const)(
    "of %s: mean squares about 1, standardised ones about standard normal",
    (of) => {
      for (const name of ["infit", "outfit"] as const) {
        const squares = fit[of][name];
        const deviates = fit[of][`${name}Standardised`];
        const n = squares.length;
        const mean = (x: Float64Array) => x.reduce((a, b) => a + b) / n;
        expect(Math.abs(mean(squares) - 1)).toBeLessThan(0.03);
        expect(Math.abs(mean(deviates))).toBeLessThan(3.5 / Math.sqrt(n));
        const spread = deviates.reduce((sum, z) => sum + z * z, 0) / n;
        expect(Math.abs(spread - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
      }
    },
  );

  it("finds an item answered against ability", () => {
    const score = log.score.map((x, n) => (log.item[n] === 20 ? 1 - x : x));
    const { items: found } = meanSquareFit({ ...log, score }, items, abilitiesOf(abilities));
    expect(found.outfitStandardised[20]).toBeGreaterThan(5);
    expect(found.infitStandardised[20]).toBeGreaterThan(5);
  });

  it("leaves learners without a finite ability out, and says so", () => {
    const infinite = abilities.slice();
    infinite[3] = Number.POSITIVE_INFINITY;
    infinite[5] = Number.NaN;
    const { learners, warnings } = meanSquareFit(log, items, abilitiesOf(infinite));
    expect([learners.outfit[3], learners.infitStandardised[5]]).toEqual([Number.NaN, Number.NaN]);
    expect(warnings[0]?.ids).toEqual(["l3", "l5"]);
  });

  it("refuses abilities of other learners", () => {
    expect(() => meanSquareFit(log, items, abilitiesOf(new Float64Array(3)))).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT" }),
    );
  });
});
