import fc from "fast-check";
import { expect, it } from "vitest";
import { kendallTau, pearsonCorrelation, spearmanCorrelation } from "./rank-correlation";

/** Kendall's tau-b by its definition, over all pairs. */
function tauByPairs(x: readonly number[], y: readonly number[]): number {
  let [agreement, untiedX, untiedY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const [dx, dy] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      agreement += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  }
  return agreement / Math.sqrt(untiedX * untiedY);
}

it("Kendall's tau is its definition over all pairs, with ties", () => {
  const value = fc.integer({ min: 0, max: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 }), (points) => {
      const [x, y] = [points.map(([a]) => a), points.map(([, b]) => b)];
      const expected = tauByPairs(x, y);
      const tau = kendallTau(x, y);
      if (Number.isNaN(expected)) expect(tau).toBeNaN();
      else expect(tau).toBeCloseTo(expected, 12);
    }),
  );
});

it("gives the correlations of a table worked out by hand", () => {
  // x 1 2 3 4, y 1 3 2 4. Kendall: 5 of 6 pairs agree, (5 - 1) / 6. Spearman and Pearson: means 2.5,
  // products 2.25 - .25 - .25 + 2.25 = 4, squares 5 each.
  const [x, y] = [
    [1, 2, 3, 4],
    [1, 3, 2, 4],
  ];
  expect(kendallTau(x, y)).toBeCloseTo(4 / 6, 14);
  expect(pearsonCorrelation(x, y)).toBeCloseTo(4 / 5, 14);
  expect(spearmanCorrelation(x, y)).toBeCloseTo(4 / 5, 14);
  // Ranks do not mind the distances; a tie shares rank 2.5: ranks 1 2.5 2.5 4 against 1 3 2 4.
  // Products 2.25 + 0 + 0 + 2.25 = 4.5, squares 4.5 and 5.
  expect(spearmanCorrelation([1, 5, 5, 1000], y)).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 14);
});
