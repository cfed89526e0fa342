import { log1p4, negativeExp4, relu4 } from "../exponential";
import { multiplyAdd } from "../vector";

// Weight and residual of four answers at once; the formulas stand in kt's coordinate-steps.ts.

/** Which weights a step takes: of the bound, of a Newton step, or what an answer tells of its item (item-scales.ts). */
// @ts-expect-error: decorator
@inline export const BOUND: i32 = 0;
// @ts-expect-error: decorator
@inline export const NEWTON_STEP: i32 = 1;

const CONSTANTS: usize = memory.data<f32>([
  // pi / 8
  0.39269908, 0.39269908, 0.39269908, 0.39269908,
  0.5, 0.5, 0.5, 0.5,
  1, 1, 1, 1,
  // tanh(x / 2) / (2 x) = 1/4 - x²/48 + x⁴/480 - 17 x⁶/80640: below the limit to float32's last digit
  0.3, 0.3, 0.3, 0.3,
  -0.000210813492, -0.000210813492, -0.000210813492, -0.000210813492,
  0.00208333333, 0.00208333333, 0.00208333333, 0.00208333333,
  -0.0208333333, -0.0208333333, -0.0208333333, -0.0208333333,
  0.25, 0.25, 0.25, 0.25,
], 16);

// @ts-expect-error: decorator
@inline const PROBIT: usize = 0;
// @ts-expect-error: decorator
@inline const HALF: usize = 16;
// @ts-expect-error: decorator
@inline const ONE: usize = 32;
// @ts-expect-error: decorator
@inline const SERIES_LIMIT: usize = 48;
// @ts-expect-error: decorator
@inline const SERIES: usize = 64;

// @ts-expect-error: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load(CONSTANTS + offset);
}

/** sqrt(m² + v), where the bound touches. */
// @ts-expect-error: decorator
@inline
export function touchingPoint(m: v128, v: v128): v128 {
  return f32x4.sqrt(multiplyAdd(m, m, v));
}

/** tanh(xi / 2) / (2 xi), with e = exp(-xi). */
// @ts-expect-error: decorator
@inline
export function boundWeight(xi: v128, e: v128): v128 {
  const one = constant(ONE);
  const far = f32x4.div(f32x4.sub(one, e), f32x4.mul(f32x4.add(xi, xi), f32x4.add(one, e)));
  // Near 0 both sides of the fraction vanish.
  const square = f32x4.mul(xi, xi);
  let near = multiplyAdd(constant(SERIES), square, constant(SERIES + 16));
  near = multiplyAdd(near, square, constant(SERIES + 32));
  near = multiplyAdd(near, square, constant(SERIES + 48));
  return v128.bitselect(near, far, f32x4.lt(xi, constant(SERIES_LIMIT)));
}

/** (y - 1/2) m - xi / 2 - log(1 + e): the bound of the log-likelihood. */
// @ts-expect-error: decorator
@inline
export function boundOf(centred: v128, m: v128, xi: v128, e: v128): v128 {
  return f32x4.sub(f32x4.mul(centred, m), multiplyAdd(xi, constant(HALF), log1p4(e)));
}

/** y - 1/2. */
// @ts-expect-error: decorator
@inline
export function centred4(y: v128): v128 {
  return f32x4.sub(y, constant(HALF));
}

/** 1 / sqrt(1 + pi v / 8). */
// @ts-expect-error: decorator
@inline
export function shrinkage(v: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.sqrt(multiplyAdd(constant(PROBIT), v, one)));
}

/** exp(-|x|). */
// @ts-expect-error: decorator
@inline
export function decay(x: v128): v128 {
  return negativeExp4(f32x4.neg(f32x4.abs(x)));
}

/** 1 / (1 + exp(-z)), with e = exp(-|z|). */
// @ts-expect-error: decorator
@inline
export function sigmoidOf(z: v128, e: v128): v128 {
  const one = constant(ONE);
  const negative = f32x4.lt(z, f32x4.splat(0));
  return f32x4.div(v128.bitselect(e, one, negative), f32x4.add(one, e));
}

/** k s (1 - s). */
// @ts-expect-error: decorator
@inline
export function slopeOf(k: v128, s: v128): v128 {
  return f32x4.mul(f32x4.mul(k, s), f32x4.sub(constant(ONE), s));
}

/** y m - (max(z, 0) + log(1 + e)) / k: the log-likelihood under the averaged curve. */
// @ts-expect-error: decorator
@inline
export function averagedLikelihood(y: v128, m: v128, z: v128, e: v128, k: v128): v128 {
  return f32x4.sub(f32x4.mul(y, m), f32x4.div(f32x4.add(relu4(z), log1p4(e)), k));
}

/** w max(1 - w share, 0): what an answer tells of its item once its learner is integrated out. */
// @ts-expect-error: decorator
@inline
export function toldWeight(w: v128, share: v128): v128 {
  return f32x4.mul(w, relu4(f32x4.sub(constant(ONE), f32x4.mul(w, share))));
}
