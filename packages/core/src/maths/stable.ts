/** 1 / (1 + exp(-x)) without overflow for any x. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(p / (1 - p)); -Infinity at 0, Infinity at 1. */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}

/** log(1 + exp(x)) without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** log(sigmoid(x)) without underflow. */
export function logSigmoid(x: number): number {
  return -softplus(-x);
}

/** log(sum(exp(x))); -Infinity for an empty array. */
export function logSumExp(x: ArrayLike<number>): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) if (x[i]! > max || Number.isNaN(x[i])) max = x[i]!;
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += Math.exp(x[i]! - max);
  return max + Math.log(sum);
}

/** Sum with compensation (Neumaier), exact to the last bit or two for any length. */
export function stableSum(x: ArrayLike<number>): number {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < x.length; i++) {
    const next = sum + x[i]!;
    lost += Math.abs(sum) >= Math.abs(x[i]!) ? sum - next + x[i]! : x[i]! - next + sum;
    sum = next;
  }
  // Beyond the largest double nothing is left to compensate.
  return Number.isFinite(sum) ? sum + lost : sum;
}

/** Arithmetic mean; NaN for an empty array. */
export function mean(x: ArrayLike<number>): number {
  return stableSum(x) / x.length;
}

/** Unbiased sample variance (divisor n - 1); NaN below two values. */
export function variance(x: ArrayLike<number>): number {
  if (x.length < 2) return Number.NaN;
  const centre = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i]! - centre) ** 2;
  return sum / (x.length - 1);
}
