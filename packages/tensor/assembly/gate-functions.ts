import { multiplyAdd } from "./vector";

// Sigmoid and tanh of four floats for the gates of recurrences, to 2e-7 in absolute terms. A step waits for them, so
// they take the shortest way: polynomials in pairs (Estrin) rather than by Horner, which is half as long again, and no
// care for the last digit of a sigmoid near 0. NaN stays NaN. Constants stand in memory, four of each, because V8 builds
// those of the code anew at each use.

const TABLE: usize = memory.data<f32>([
  // -log2(e); bounds of the power of 2, beyond which the sigmoid is 1 or 0; 1.5 2^23, which rounds what it is added to
  -1.4426950408889634, -1.4426950408889634, -1.4426950408889634, -1.4426950408889634,
  128, 128, 128, 128,
  -126, -126, -126, -126,
  12582912, 12582912, 12582912, 12582912,
  // 2^f = 1 + c1 f + ... + c5 f^5 for |f| <= 1/2, to 9e-8 of itself
  1, 1, 1, 1,
  0.69314698, 0.69314698, 0.69314698, 0.69314698,
  0.24022242, 0.24022242, 0.24022242, 0.24022242,
  0.05550734, 0.05550734, 0.05550734, 0.05550734,
  0.00967151, 0.00967151, 0.00967151, 0.00967151,
  0.00132647, 0.00132647, 0.00132647, 0.00132647,
  // tanh x = x p(x²) / q(x²), lowest power first, for |x| up to the bound (as in the Eigen library)
  7.90531110763549805, 7.90531110763549805, 7.90531110763549805, 7.90531110763549805,
  -7.90531110763549805, -7.90531110763549805, -7.90531110763549805, -7.90531110763549805,
  4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3, 4.89352455891786e-3,
  6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4, 6.37261928875436e-4,
  1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5, 1.48572235717979e-5,
  5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8, 5.12229709037114e-8,
  -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11,
  2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13,
  -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16,
  4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3, 4.89352518554385e-3,
  2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3, 2.26843463243900e-3,
  1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4, 1.18534705686654e-4,
  1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6, 1.19825839466702e-6,
], 16);

// @ts-expect-error: decorator
@inline
function constant(k: i32): v128 {
  return v128.load(TABLE + (k << 4));
}

/** 1 / (1 + 2^y) with y = -x log2(e), 2^y from the whole and the broken part of y. */
// @ts-expect-error: decorator
@inline
export function gateSigmoid(x: v128): v128 {
  // The value comes first in both: that is what keeps NaN.
  const y = f32x4.pmax(f32x4.pmin(f32x4.mul(x, constant(0)), constant(1)), constant(2));
  const shifted = f32x4.add(y, constant(3));
  const f = f32x4.sub(y, f32x4.sub(shifted, constant(3)));
  const square = f32x4.mul(f, f);
  const high = multiplyAdd(f, constant(9), constant(8));
  const middle = multiplyAdd(f, constant(7), constant(6));
  const low = multiplyAdd(f, constant(5), constant(4));
  const p = multiplyAdd(multiplyAdd(high, square, middle), square, low);
  // Shifted left, what was added for rounding falls out of the bits.
  const power = i32x4.add(i32x4.shl(shifted, 23), constant(4));
  return f32x4.div(constant(4), multiplyAdd(p, power, constant(4)));
}

// @ts-expect-error: decorator
@inline
export function gateTanh(given: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(given, constant(10)), constant(11));
  const z = f32x4.mul(x, x);
  const z2 = f32x4.mul(z, z);
  const p01 = multiplyAdd(z, constant(13), constant(12));
  const p23 = multiplyAdd(z, constant(15), constant(14));
  const p45 = multiplyAdd(z, constant(17), constant(16));
  const p456 = multiplyAdd(z2, constant(18), p45);
  const p = multiplyAdd(multiplyAdd(p456, z2, p23), z2, p01);
  const q01 = multiplyAdd(z, constant(20), constant(19));
  const q23 = multiplyAdd(z, constant(22), constant(21));
  return f32x4.div(f32x4.mul(x, p), multiplyAdd(q23, z2, q01));
}
