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

/** 2^x for x <= 127, to about 2e-7 of the value: 2^0 = 1, 0 at -127 and below, NaN stays NaN. */
// @ts-expect-error: decorator
@inline
export function powerOfTwo4(x: v128): v128 {
  const round = v128.load(TABLE, 112);
  // Written with x first, it keeps NaN.
  const inside = f32x4.pmax(x, v128.load(TABLE, 96));
  const shifted = f32x4.add(inside, round);
  const rest = f32x4.sub(inside, f32x4.sub(shifted, round));
  let p = v128.load(TABLE);
  p = multiplyAdd(p, rest, v128.load(TABLE, 16));
  p = multiplyAdd(p, rest, v128.load(TABLE, 32));
  p = multiplyAdd(p, rest, v128.load(TABLE, 48));
  p = multiplyAdd(p, rest, v128.load(TABLE, 64));
  p = multiplyAdd(p, rest, v128.load(TABLE, 80));
  return f32x4.mul(p, i32x4.shl(shifted, 23));
}
