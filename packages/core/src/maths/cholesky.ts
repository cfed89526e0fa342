import { ZpdError } from "../errors/zpd-error";

/**
 * Overwrites the lower triangle of a symmetric positive definite A `[n, n]` (row-major, only that triangle is read) with
 * its Cholesky factor and returns it. O(n³ / 3). For the small dense systems of ridge fits and Newton steps.
 * @throws NUMERICAL when A is not positive definite
 */
export function factorCholesky(a: Float64Array, n: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) {
        if (!(sum > 0)) {
          throw new ZpdError("NUMERICAL", {
            where: "factorCholesky",
            expected: "a positive definite matrix",
            got: `a pivot of ${sum} at row ${j}`,
            advice: "add a ridge to the diagonal",
          });
        }
        a[j * n + j] = Math.sqrt(sum);
      } else {
        a[i * n + j] = sum / a[j * n + j]!;
      }
    }
  }
  return a;
}

/** Solves A x = b given A's Cholesky factor `[n, n]`; returns x in `b` `[n]`. O(n²). */
export function solveFactored(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * b[k]!;
    b[i] = sum / factor[i * n + i]!;
  }
  return b;
}

/** Solves A x = b; A `[n, n]` is overwritten as by `factorCholesky`, x returned in `b` `[n]`. @throws NUMERICAL */
export function solveCholesky(a: Float64Array, b: Float64Array): Float64Array {
  return solveFactored(factorCholesky(a, b.length), b);
}
