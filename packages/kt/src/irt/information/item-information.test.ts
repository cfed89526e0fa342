import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { itemsOf, probability } from "../../../test/irt-items";
import { itemInformation, testInformation } from "./item-information";

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

it("equals (dP/dability)² / (P (1 - P)) by central differences, for 1PL, 2PL and 3PL", () => {
  fc.assert(
    fc.property(finite(-3, 3), finite(-2, 2), finite(0, 0.4), finite(-3, 3), (a, b, c, ability) => {
      const items = itemsOf([a], [b], [c]);
      const h = 1e-5;
      const slope = (probability(items, 0, ability + h) - probability(items, 0, ability - h)) / (2 * h);
      const p = probability(items, 0, ability);
      const [found] = itemInformation(items, Float64Array.of(ability));
      expect(Math.abs(found! - slope ** 2 / (p * (1 - p)))).toBeLessThan(1e-7 * (1 + found!));
    }),
  );
});

describe("by hand", () => {
  const items = itemsOf([1, 2, 0], [0, 1, 0]);

  it("is a²/4 at the difficulty of a 2PL item, 0 for an item without discrimination", () => {
    expect([...itemInformation(items, Float64Array.of(0))].filter((_, i) => i !== 1)).toEqual([0.25, 0]);
    expect(itemInformation(items, Float64Array.of(1))[1]).toBe(1);
  });

  it("has its maximum for a 3PL item where Birnbaum puts it: b + log((1 + sqrt(1 + 8 c)) / 2) / a", () => {
    const guessed = itemsOf([1.5], [0.4], [0.25]);
    const peak = 0.4 + Math.log(0.5 * (1 + Math.sqrt(1 + 8 * 0.25))) / 1.5;
    const [below, at, above] = itemInformation(guessed, Float64Array.of(peak - 0.01, peak, peak + 0.01));
    expect(at).toBeGreaterThan(below!);
    expect(at).toBeGreaterThan(above!);
  });

  it("sums over the items of a test, one of them twice", () => {
    // At 0: 1/4 of item 0 and 4 p (1 - p) with p = 1 / (1 + e²) of item 1.
    const p = 1 / (1 + Math.exp(2));
    const [all] = testInformation(items, Float64Array.of(0));
    expect(all).toBeCloseTo(0.25 + 4 * p * (1 - p), 14);
    expect(testInformation(items, Float64Array.of(0), Int32Array.of(0, 0, 2))[0]).toBe(0.5);
  });

  it("is finite and 0 far out", () => {
    const far = Float64Array.of(Number.NEGATIVE_INFINITY, -2000, 2000, Number.POSITIVE_INFINITY);
    expect([...testInformation(itemsOf([1, 2], [0, 1], [0, 0.2]), far)]).toEqual([0, 0, 0, 0]);
  });
});

it("refuses what it cannot tell", () => {
  const items = itemsOf([1], [0]);
  const at = Float64Array.of(0);
  const fails = (call: () => unknown, code: string) => expect(call).toThrow(expect.objectContaining({ code }));
  fails(() => itemInformation({ ...items, factors: 2 }, at), "UNSUPPORTED");
  fails(() => itemInformation(itemsOf([Number.NaN], [0]), at), "INVALID_INPUT");
  fails(() => itemInformation(itemsOf([1], [0], [1]), at), "INVALID_INPUT");
  fails(() => itemInformation(items, Float64Array.of(Number.NaN)), "INVALID_INPUT");
  fails(() => itemInformation(items, at, new Float64Array(2)), "SHAPE");
  fails(() => testInformation(items, at, Int32Array.of(1)), "INVALID_INPUT");
  fails(() => testInformation({ ...items, threshold: new Float64Array(2) }, at), "SHAPE");
});
