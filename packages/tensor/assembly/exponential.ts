import { multiplyAdd } from "./vector";

// Exponential functions of four floats, to about 4e-7 of the value. NaN stays NaN. Constants stand in memory, four of
// each, because engines build those of the code anew at each use.

const TABLE: usize = memory.data<f32>([
  // exp: log2(e); 1.5 2^23, which rounds what it is added to; -ln(2) in two parts, whole multiples of the first exact
  1.4426950408889634, 1.4426950408889634, 1.4426950408889634, 1.4426950408889634,
  12582912, 12582912, 12582912, 12582912,
  -0.693359375, -0.693359375, -0.693359375, -0.693359375,
  2.12194440054690583e-4, 2.12194440054690583e-4, 2.12194440054690583e-4, 2.12194440054690583e-4,
  // exp(r) = 1 + r + r² p(r) for |r| <= ln(2) / 2 to 1.1e-7, highest power first: least greatest error (Lawson 1961)
  0.0083125, 0.0083125, 0.0083125, 0.0083125,
  0.04189033, 0.04189033, 0.04189033, 0.04189033,
  0.16667115, 0.16667115, 0.16667115, 0.16667115,
  0.4999923, 0.4999923, 0.4999923, 0.4999923,
  1, 1, 1, 1,
  // Above the first float32's exp is infinity, below the second 0; between the last two a single power of 2 serves
  89, 89, 89, 89,
  -105, -105, -105, -105,
  88.9, 88.9, 88.9, 88.9,
  -87, -87, -87, -87,
  // tanh: beyond this what follows is above 1; x p(x²) / q(x²), highest power first (as in the Eigen library)
  10, 10, 10, 10,
  -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16, -2.76076847742355e-16,
  2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13, 2.00018790482477e-13,
  -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11, -8.60467152213735e-11,
  5.12229709037114e-08, 5.12229709037114e-08, 5.12229709037114e-08, 5.12229709037114e-08,
  1.48572235717979e-05, 1.48572235717979e-05, 1.48572235717979e-05, 1.48572235717979e-05,
  6.37261928875436e-04, 6.37261928875436e-04, 6.37261928875436e-04, 6.37261928875436e-04,
  4.89352455891786e-03, 4.89352455891786e-03, 4.89352455891786e-03, 4.89352455891786e-03,
  1.19825839466702e-06, 1.19825839466702e-06, 1.19825839466702e-06, 1.19825839466702e-06,
  1.18534705686654e-04, 1.18534705686654e-04, 1.18534705686654e-04, 1.18534705686654e-04,
  2.26843463243900e-03, 2.26843463243900e-03, 2.26843463243900e-03, 2.26843463243900e-03,
  4.89352518554385e-03, 4.89352518554385e-03, 4.89352518554385e-03, 4.89352518554385e-03,
  // log(1 + u) = 2 artanh(s), s = u / (2 + u); artanh(s) = s + s³ p(s²) for s <= 1/3, highest power first
  0.11619509, 0.11619509, 0.11619509, 0.11619509,
  0.10851662, 0.10851662, 0.10851662, 0.10851662,
  0.14296291, 0.14296291, 0.14296291, 0.14296291,
  0.19999851, 0.19999851, 0.19999851, 0.19999851,
  0.33333334, 0.33333334, 0.33333334, 0.33333334,
  2, 2, 2, 2,
], 16);

// @ts-expect-error: decorator
@inline const LOG2_E: usize = 0;
// @ts-expect-error: decorator
@inline const ROUND: usize = 16;
// @ts-expect-error: decorator
@inline const LN2_HIGH: usize = 32;
// @ts-expect-error: decorator
@inline const LN2_LOW: usize = 48;
// @ts-expect-error: decorator
@inline const EXP_P: usize = 64;
// @ts-expect-error: decorator
@inline const ONE: usize = 128;
// @ts-expect-error: decorator
@inline const EXP_MOST: usize = 144;
// @ts-expect-error: decorator
@inline const EXP_LEAST: usize = 160;
// @ts-expect-error: decorator
@inline const SHORT_MOST: usize = 176;
// @ts-expect-error: decorator
@inline const SHORT_LEAST: usize = 192;
// @ts-expect-error: decorator
@inline const TANH_MOST: usize = 208;
// @ts-expect-error: decorator
@inline const TANH_P: usize = 224;
// @ts-expect-error: decorator
@inline const TANH_Q: usize = 336;
// @ts-expect-error: decorator
@inline const LOG_P: usize = 400;
// @ts-expect-error: decorator
@inline const TWO: usize = 480;

// @ts-expect-error: decorator
@inline
function constant(offset: usize): v128 {
  return v128.load(TABLE + offset);
}

/** x log2(e) rounded to a whole number n, still carrying `ROUND`: n stands in its lowest bits. */
// @ts-expect-error: decorator
@inline
function roundedPower(x: v128): v128 {
  return multiplyAdd(x, constant(LOG2_E), constant(ROUND));
}

/** exp(x - n ln(2)). */
// @ts-expect-error: decorator
@inline
function reducedExponential(x: v128, rounded: v128): v128 {
  const n = f32x4.sub(rounded, constant(ROUND));
  const r = multiplyAdd(n, constant(LN2_LOW), multiplyAdd(n, constant(LN2_HIGH), x));
  const one = constant(ONE);
  let p = multiplyAdd(constant(EXP_P), r, constant(EXP_P + 16));
  p = multiplyAdd(p, r, constant(EXP_P + 32));
  p = multiplyAdd(p, r, constant(EXP_P + 48));
  return multiplyAdd(multiplyAdd(p, r, one), r, one);
}

/** 2^n as floats, for -127 < n <= 128 (128: infinity). */
// @ts-expect-error: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), constant(ONE));
}

/** exp(x): infinity above 88.72, subnormal and then 0 below -87.3, exp(0) = 1. */
// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  // Written with x first, both keep NaN.
  const inside = f32x4.pmax(f32x4.pmin(x, constant(EXP_MOST)), constant(EXP_LEAST));
  const rounded = roundedPower(inside);
  const e = reducedExponential(inside, rounded);
  // In two factors, because 2^n alone would leave float32's range.
  const n = i32x4.sub(rounded, constant(ROUND));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(e, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** exp(x) at less cost: at least exp(-87), infinity above 88.37. */
// @ts-expect-error: decorator
@inline
export function shortExp4(x: v128): v128 {
  const inside = f32x4.pmax(f32x4.pmin(x, constant(SHORT_MOST)), constant(SHORT_LEAST));
  const rounded = roundedPower(inside);
  // Shifted left, what ROUND adds to the lowest bits falls out.
  return f32x4.mul(reducedExponential(inside, rounded), powerOfTwo(rounded));
}

/** exp(x) for x at most 0, at less cost: 0 below -87, where float32 is about to lose digits. */
// @ts-expect-error: decorator
@inline
export function negativeExp4(x: v128): v128 {
  return v128.andnot(shortExp4(x), f32x4.lt(x, constant(SHORT_LEAST)));
}

/** 1 / (1 + exp(-x)): 1/2 at 0, 0 below -88.37. */
// @ts-expect-error: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(constant(ONE), f32x4.add(constant(ONE), shortExp4(f32x4.neg(x))));
}

/** tanh(x): x itself near 0 up to rounding, never outside -1…1. */
// @ts-expect-error: decorator
@inline
export function tanh4(x: v128): v128 {
  const most = constant(TANH_MOST);
  const inside = f32x4.pmax(f32x4.pmin(x, most), f32x4.neg(most));
  const z = f32x4.mul(inside, inside);
  let p = multiplyAdd(constant(TANH_P), z, constant(TANH_P + 16));
  p = multiplyAdd(p, z, constant(TANH_P + 32));
  p = multiplyAdd(p, z, constant(TANH_P + 48));
  p = multiplyAdd(p, z, constant(TANH_P + 64));
  p = multiplyAdd(p, z, constant(TANH_P + 80));
  p = multiplyAdd(p, z, constant(TANH_P + 96));
  let q = multiplyAdd(constant(TANH_Q), z, constant(TANH_Q + 16));
  q = multiplyAdd(q, z, constant(TANH_Q + 32));
  q = multiplyAdd(q, z, constant(TANH_Q + 48));
  const one = constant(ONE);
  return f32x4.pmax(f32x4.pmin(f32x4.div(f32x4.mul(inside, p), q), one), f32x4.neg(one));
}

/** (artanh(s) - s) / s³ from z = s². */
// @ts-expect-error: decorator
@inline
function logSeries(z: v128): v128 {
  let p = multiplyAdd(constant(LOG_P), z, constant(LOG_P + 16));
  p = multiplyAdd(p, z, constant(LOG_P + 32));
  p = multiplyAdd(p, z, constant(LOG_P + 48));
  return multiplyAdd(p, z, constant(LOG_P + 64));
}

/** log(1 + u) for u in 0…1. */
// @ts-expect-error: decorator
@inline
export function log1p4(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, constant(TWO)));
  const z = f32x4.mul(s, s);
  const twice = f32x4.add(s, s);
  return multiplyAdd(f32x4.mul(logSeries(z), z), twice, twice);
}

/** log(x): -infinity at 0, NaN below. */
// @ts-expect-error: decorator
@inline
export function log4(x: v128): v128 {
  const one = constant(ONE);
  // Subnormal numbers have no exponent of their own.
  const subnormal = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, subnormal);
  // x = 2^n m with m between the roots of 1/2 and of 2.
  const n = i32x4.shr_s(i32x4.sub(normal, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(normal, i32x4.shl(n, 23));
  const s = f32x4.div(f32x4.sub(m, one), f32x4.add(m, one));
  const z = f32x4.mul(s, s);
  const twice = f32x4.add(s, s);
  const ofM = multiplyAdd(f32x4.mul(logSeries(z), z), twice, twice);
  const power = f32x4.sub(f32x4.convert_i32x4_s(n), v128.and(subnormal, f32x4.splat(23)));
  const minus = f32x4.neg(power);
  const log = multiplyAdd(minus, constant(LN2_HIGH), multiplyAdd(minus, constant(LN2_LOW), ofM));
  // The root is NaN and infinity where the logarithm is.
  const zero = f32x4.eq(x, f32x4.splat(0));
  const special = f32x4.sub(f32x4.sqrt(x), v128.and(zero, f32x4.splat(Infinity)));
  const regular = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  return v128.bitselect(log, special, regular);
}

/** log(1 + exp(x)): x for large x, exp(x) for very negative x. */
// @ts-expect-error: decorator
@inline
export function softplus4(x: v128): v128 {
  return f32x4.add(relu4(x), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** max(x, 0). */
// @ts-expect-error: decorator
@inline
export function relu4(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}
