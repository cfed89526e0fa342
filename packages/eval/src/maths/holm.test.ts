import fc from "fast-check";
import { expect, it } from "vitest";
import { holmAdjusted } from "./holm";

it("adjusts as R's p.adjust does", () => {
  // Worked by hand: .005·4 = .02, .01·3 = .03, .03·2 = .06, .04·1 = .04 but not below .06.
  // R 4: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.
  const adjusted = holmAdjusted(Float64Array.from([0.01, 0.04, 0.03, 0.005]));
  for (const [at, expected] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[at]).toBeCloseTo(expected, 12);
  expect([...holmAdjusted(Float64Array.from([0.2]))]).toEqual([0.2]);
  expect([...holmAdjusted(new Float64Array(0))]).toEqual([]);
});

it("lies between the plain value and Bonferroni's, and keeps their order", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (values) => {
      const p = Float64Array.from(values);
      const adjusted = holmAdjusted(p);
      for (let i = 0; i < p.length; i++) {
        expect(adjusted[i]!).toBeGreaterThanOrEqual(p[i]!);
        expect(adjusted[i]!).toBeLessThanOrEqual(Math.min(1, p.length * p[i]!) + 1e-15);
        for (let j = 0; j < p.length; j++) if (p[i]! <= p[j]!) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
      }
    }),
  );
});
