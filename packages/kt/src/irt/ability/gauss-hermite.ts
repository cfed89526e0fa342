import { ZpdError } from "@zpd/core";

/** A rule for expectations under N(0,1): E f(x) is about `sum_q weight[q] f(node[q])`. */
export interface Quadrature {
  /** `[Q]`, ascending and symmetric about 0. */
  readonly node: Float64Array;
  /** `[Q]`, positive, of sum 1. */
  readonly weight: Float64Array;
}

/** More nodes than any fit needs; beyond about 700 the polynomials would leave the range of doubles. */
export const MAX_QUADRATURE_POINTS = 300;

/**
 * Fills `h` with the orthonormal polynomials h_0 … h_{n} of N(0,1) at x and returns how many changes of sign they make.
 */
function fillHermite(x: number, n: number, h: Float64Array): number {
  let changes = 0;
  h[0] = 1;
  for (let k = 0; k < n; k++) {
    h[k + 1] = (x * h[k]! - (k === 0 ? 0 : Math.sqrt(k) * h[k - 1]!)) / Math.sqrt(k + 1);
    // A zero takes the sign opposite to the one before it, as the theorem of Sturm asks for.
    if (h[k + 1]! * h[k]! < 0 || h[k + 1] === 0) changes++;
  }
  return changes;
}

/**
 * The Gauss-Hermite rule for N(0,1) with `points` nodes; exact for polynomials up to degree `2 points - 1`.
 *
 * The changes of sign in h_0(x) … h_n(x) count the roots of h_n above x (Sturm), so every root is found by bisection
 * with no starting value that could fail; the weight of a root is 1 / sum_{k<n} h_k(x)^2 (Christoffel). O(60 points^2).
 *
 * @throws INVALID_CONFIG unless `points` is a whole number in 1…300
 */
export function gaussHermite(points: number): Quadrature {
  if (!(Number.isInteger(points) && points >= 1 && points <= MAX_QUADRATURE_POINTS)) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "gaussHermite",
      expected: `a whole number of points in 1…${MAX_QUADRATURE_POINTS}`,
      got: String(points),
    });
  }
  const node = new Float64Array(points);
  const weight = new Float64Array(points);
  const h = new Float64Array(points + 1);
  // All roots lie within 2 sqrt(n).
  const bound = 2 * Math.sqrt(points) + 1;
  for (let q = points >> 1; q < points; q++) {
    let low = 0;
    let high = 2 * q + 1 === points ? 0 : bound;
    // Root q (from 0, ascending) has points - 1 - q roots above it.
    for (;;) {
      const middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      if (fillHermite(middle, points, h) > points - 1 - q) low = middle;
      else high = middle;
    }
    fillHermite(low, points, h);
    let sum = 0;
    for (let k = 0; k < points; k++) sum += h[k]! * h[k]!;
    node[q] = low;
    weight[q] = 1 / sum;
    node[points - 1 - q] = low === 0 ? 0 : -low;
    weight[points - 1 - q] = 1 / sum;
  }
  return { node, weight };
}
