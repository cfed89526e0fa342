import { factorCholesky, isZpdError, solveFactored } from "@zpd/core";

/** A parameter of which the others leave less than this share of its information is not told apart from them. */
const SINGULAR = 1e-6;

/**
 * The inverse of an information matrix `[n, n]`, or undefined when some direction carries no information. It is scaled
 * to a unit diagonal first, so that the judgement does not depend on units. O(n³).
 */
export function invertInformation(information: Float64Array, size: number): Float64Array | undefined {
  const scale = Float64Array.from({ length: size }, (_, k) => 1 / Math.sqrt(information[k * size + k]!));
  const factor = information.map((value, at) => value * scale[Math.floor(at / size)]! * scale[at % size]!);
  try {
    factorCholesky(factor, size);
  } catch (error) {
    if (isZpdError(error) && error.code === "NUMERICAL") return undefined;
    throw error;
  }
  for (let k = 0; k < size; k++) if (factor[k * size + k]! ** 2 < SINGULAR) return undefined;
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const column = inverse.subarray(k * size, (k + 1) * size);
    column[k] = scale[k]!;
    solveFactored(factor, column);
    for (let m = 0; m < size; m++) column[m]! *= scale[m]!;
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
