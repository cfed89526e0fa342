import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linearScale, logScale, roundDomain } from "./scale";

describe("linearScale", () => {
  it("puts values where a ruler would, either way round", () => {
    // 306 pixels for 6 units: 51 a unit.
    const across = linearScale([-3, 3], [44, 350]);
    expect([-3, 0, 1, 3].map(across.at)).toEqual([44, 197, 248, 350]);
    const up = linearScale([-3, 3], [314, 8]);
    expect([-3, 2, 3].map(up.at)).toEqual([314, 59, 8]);
  });

  it.each([
    [[-3, 3], 6, [-3, -2, -1, 0, 1, 2, 3]],
    [[0.8, 1], 5, [0.8, 0.85, 0.9, 0.95, 1]],
    [[0.5, 0.7], 4, [0.5, 0.55, 0.6, 0.65, 0.7]],
    [[0.13, 0.31], 5, [0.15, 0.2, 0.25, 0.3]],
    [[0, 40_000], 5, [0, 10_000, 20_000, 30_000, 40_000]],
  ] as const)("%j has round ticks", (domain, parts, ticks) => {
    expect(linearScale(domain, [0, 1], parts).ticks).toEqual(ticks);
  });
});

it("knows how many decimals tell its ticks apart", () => {
  // Steps of 1, 0.05, 0.002 and, of a logarithm, a first tick of 1.
  expect(linearScale([-3, 3], [0, 1], 6).digits).toBe(0);
  expect(linearScale([0.8, 1], [0, 1]).digits).toBe(2);
  expect(linearScale([0.99, 1], [0, 1]).digits).toBe(3);
  expect(logScale([1, 1000], [0, 1]).digits).toBe(0);
});

describe("logScale", () => {
  it("puts tenfolds at equal distances, with ticks at powers of ten", () => {
    const scale = logScale([1, 1000], [0, 300]);
    expect([1, 10, 100, 1000].map((value) => Math.round(scale.at(value) * 1e9) / 1e9)).toEqual([0, 100, 200, 300]);
    expect(scale.ticks).toEqual([1, 10, 100, 1000]);
  });

  it("has ticks at 1, 2 and 5 where there are fewer than three powers of ten", () => {
    expect(logScale([8, 125], [0, 1]).ticks).toEqual([10, 20, 50, 100]);
    expect(logScale([0.8, 1.25], [0, 1]).ticks).toEqual([1]);
  });
});

describe("roundDomain", () => {
  it("widens to round values, but not past its limits", () => {
    expect(roundDomain(0.612, 0.948)).toEqual([0.6, 1]);
    expect(roundDomain(0.84, 1, [-1, 1])).toEqual([0.8, 1]);
    expect(roundDomain(-0.013, 0.042)).toEqual([-0.02, 0.06]);
    expect(roundDomain(-1.2, 0.9, [-1, 1])).toEqual([-1, 1]);
  });

  it("makes an axis around a single value", () => {
    const [low, high] = roundDomain(1, 1, [0, 1]);
    expect(low).toBeLessThan(1);
    expect(high).toBe(1);
    const [below, above] = roundDomain(0, 0);
    expect([below < 0, above > 0]).toEqual([true, true]);
  });

  it("holds what it is made for", () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = roundDomain(Math.min(a, b), Math.max(a, b));
        const room = 1e-9 * Math.max(Math.abs(a), Math.abs(b));
        expect(low).toBeLessThanOrEqual(Math.min(a, b) + room);
        expect(high).toBeGreaterThanOrEqual(Math.max(a, b) - room);
        expect(high).toBeGreaterThan(low);
      }),
    );
  });
});
