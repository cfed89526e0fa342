import { factorCholesky, solveFactored } from "@zpd/core";

/** Sweeps of coordinate descent at most, and the change at which it ends. */
const SWEEPS = 50;
const SMALL_CHANGE = 1e-6;

/** Scratch for systems of up to `size` unknowns, so that a pass allocates nothing. */
export interface BoundedSystem {
  /** Symmetric positive definite, both triangles `[size, size]`. */
  readonly matrix: Float64Array;
  /** `[size]` */
  readonly right: Float64Array;
  /** In: where to start; out: the solution `[size]`. */
  readonly unknown: Float64Array;
  /** Minimises x' A x / 2 - b' x with the first `bounded` unknowns no smaller than `low`. */
  solve(bounded: number, low: number): void;
}

/**
 * A small quadratic with lower bounds: its free minimum by Cholesky where that lies within the bounds, else coordinate descent
 * from the start, which never raises it. O(size³).
 */
export function createBoundedSystem(size: number): BoundedSystem {
  const matrix = new Float64Array(size * size);
  const factor = new Float64Array(size * size);
  const right = new Float64Array(size);
  const unknown = new Float64Array(size);
  const free = new Float64Array(size);
  return {
    matrix,
    right,
    unknown,
    solve(bounded, low) {
      factor.set(matrix);
      free.set(right);
      solveFactored(factorCholesky(factor, size), free);
      let isWithin = true;
      for (let d = 0; d < bounded; d++) if (!(free[d]! >= low)) isWithin = false;
      if (isWithin) {
        unknown.set(free);
        return;
      }
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        let moved = 0;
        for (let d = 0; d < size; d++) {
          let sum = right[d]!;
          for (let e = 0; e < size; e++) if (e !== d) sum -= matrix[d * size + e]! * unknown[e]!;
          let value = sum / matrix[d * size + d]!;
          if (d < bounded && value < low) value = low;
          moved = Math.max(moved, Math.abs(value - unknown[d]!));
          unknown[d] = value;
        }
        if (moved < SMALL_CHANGE) return;
      }
    },
  };
}
