import { ZpdError } from "../errors/zpd-error";

/**
 * Solves A x = b for a symmetric positive definite A `[n, n]` (row-major, lower triangle read, overwritten by its
 * Cholesky factor) and returns x in `b`. O(n^3 / 3). For the small dense systems of ridge fits and Newton steps.
 * @throws NUMERICAL when A is not positive definite
 */
export function solveCholesky(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i === j) {
        if (!(sum > 0)) {
          throw new ZpdError("NUMERICAL", {
            where: "solveCholesky",
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
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= a[i * n + k]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= a[k * n + i]! * b[k]!;
    b[i] = sum / a[i * n + i]!;
  }
  return b;
}
