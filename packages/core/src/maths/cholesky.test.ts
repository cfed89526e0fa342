import fc from "fast-check";
import { expect, it } from "vitest";
import { solveCholesky } from "./cholesky";

it("solves a system worked out by hand and leaves the factor", () => {
  // L = [[2, 0, 0], [6, 1, 0], [-8, 5, 3]], A = L L^T, x = (1, 2, 3): b = A x.
  const a = Float64Array.of(4, 12, -16, 12, 37, -43, -16, -43, 98);
  const b = Float64Array.of(4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294);
  expect([...solveCholesky(a, b)]).toEqual([1, 2, 3]);
  expect([0, 3, 4, 6, 7, 8].map((at) => a[at])).toEqual([2, 6, 1, -8, 5, 3]);
});

it("reads the lower triangle only", () => {
  const a = Float64Array.of(4, Number.NaN, 12, 37);
  expect([...solveCholesky(a, Float64Array.of(28, 86))]).toEqual([1, 2]);
});

it("leaves a small residual for any well-conditioned system", () => {
  const n = 5;
  const entries = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n });
  fc.assert(
    fc.property(entries, entries, (m, right) => {
      // M M^T + I is positive definite with all eigenvalues in 1…26.
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          for (let k = 0; k < n; k++) a[i * n + j]! += m[i * n + k]! * m[j * n + k]! + (i === j ? 1 / n : 0);
      const b = Float64Array.from(right.slice(0, n));
      const x = solveCholesky(a.slice(), b.slice());
      for (let i = 0; i < n; i++) {
        let residual = -b[i]!;
        for (let j = 0; j < n; j++) residual += a[i * n + j]! * x[j]!;
        expect(Math.abs(residual)).toBeLessThan(1e-12);
      }
    }),
  );
});

it.each([
  ["an indefinite matrix", [1, 2, 2, 1], "a pivot of -3 at row 1"],
  ["a singular matrix", [1, 1, 1, 1], "a pivot of 0 at row 1"],
  ["NaN", [Number.NaN, 0, 0, 1], "a pivot of NaN at row 0"],
])("refuses %s", (_, a, got) => {
  const solve = (): unknown => solveCholesky(Float64Array.from(a), Float64Array.of(1, 1));
  expect(solve).toThrow(expect.objectContaining({ code: "NUMERICAL", got }));
});
