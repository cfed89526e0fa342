import { factorCholesky, isZpdError, solveFactored } from "@zpd/core";

/** The inverse of a symmetric positive definite matrix `[n, n]`, or undefined when it is not positive definite. O(n³). */
export function invertInformation(information: Float64Array, size: number): Float64Array | undefined {
  const factor = information.slice();
  try {
    factorCholesky(factor, size);
  } catch (error) {
    if (isZpdError(error) && error.code === "NUMERICAL") return undefined;
    throw error;
  }
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const column = inverse.subarray(k * size, (k + 1) * size);
    column[k] = 1;
    solveFactored(factor, column);
  }
  return inverse;
}

/** Variance of -intercept / slope by the delta method, from the variances of both and their covariance. */
export function difficultyVariance(
  slope: number,
  intercept: number,
  slopeVariance: number,
  interceptVariance: number,
  covariance: number,
): number {
  const difficulty = -intercept / slope;
  return (interceptVariance + difficulty * difficulty * slopeVariance + 2 * difficulty * covariance) / (slope * slope);
}
