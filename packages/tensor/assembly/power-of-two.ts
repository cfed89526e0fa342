import { multiplyAdd } from "./vector";

// Four of each, because engines build constants of the code anew at each use.
const TABLE: usize = memory.data<f32>([
  // 2^x = 1 + x p(x) for |x| <= 1/2, highest power first: least relative error, about 1e-7
  1.327647152e-3, 1.327647152e-3, 1.327647152e-3, 1.327647152e-3,
  9.675541331e-3, 9.675541331e-3, 9.675541331e-3, 9.675541331e-3,
  5.550713275e-2, 5.550713275e-2, 5.550713275e-2, 5.550713275e-2,
  2.402211972e-1, 2.402211972e-1, 2.402211972e-1, 2.402211972e-1,
  6.931469671e-1, 6.931469671e-1, 6.931469671e-1, 6.931469671e-1,
  1, 1, 1, 1,
  -127, -127, -127, -127,
  // 1.5 2^23 + 127: added to x, it leaves the exponent of 2^round(x) in the lowest bits
  12583039, 12583039, 12583039, 12583039,
], 16);

// Offsets of the constants, for loops that keep them in registers.
// @ts-expect-error: decorator
@inline
export const P_4: usize = TABLE;
// @ts-expect-error: decorator
@inline
export const P_3: usize = TABLE + 16;
// @ts-expect-error: decorator
@inline
export const P_2: usize = TABLE + 32;
// @ts-expect-error: decorator
@inline
export const P_1: usize = TABLE + 48;
// @ts-expect-error: decorator
@inline
export const P_0: usize = TABLE + 64;
// @ts-expect-error: decorator
@inline
export const ONE: usize = TABLE + 80;
// @ts-expect-error: decorator
@inline
export const LEAST: usize = TABLE + 96;
// @ts-expect-error: decorator
@inline
export const ROUND: usize = TABLE + 112;

/** `powerOfTwo4` with the constants given. */
// @ts-expect-error: decorator
@inline
export function powerOfTwoWith(
  x: v128,
  p4: v128,
  p3: v128,
  p2: v128,
  p1: v128,
  p0: v128,
  one: v128,
  least: v128,
  round: v128,
): v128 {
  // Written with x first, it keeps NaN.
  const inside = f32x4.pmax(x, least);
  const shifted = f32x4.add(inside, round);
  const rest = f32x4.sub(inside, f32x4.sub(shifted, round));
  let p = multiplyAdd(p4, rest, p3);
  p = multiplyAdd(p, rest, p2);
  p = multiplyAdd(p, rest, p1);
  p = multiplyAdd(p, rest, p0);
  p = multiplyAdd(p, rest, one);
  return f32x4.mul(p, i32x4.shl(shifted, 23));
}

/** 2^x for x <= 127, to about 2e-7 of the value: 2^0 = 1, 0 at -127 and below, NaN stays NaN. */
// @ts-expect-error: decorator
@inline
export function powerOfTwo4(x: v128): v128 {
  return powerOfTwoWith(
    x,
    v128.load(P_4),
    v128.load(P_3),
    v128.load(P_2),
    v128.load(P_1),
    v128.load(P_0),
    v128.load(ONE),
    v128.load(LEAST),
    v128.load(ROUND),
  );
}
