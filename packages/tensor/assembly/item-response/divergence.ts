// Divergence of a row of independent normals from its prior, in double precision.

/** 0.693147… = high + low, the first exact to its last bits, so that whole multiples of it are. */
// @ts-expect-error: decorator
@inline const LN2_HIGH: f64 = 6.93147180369123816490e-1;
// @ts-expect-error: decorator
@inline const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** Products of variances' ratios are logged before they leave what a double holds. */
// @ts-expect-error: decorator
@inline const LEAST_PRODUCT: f64 = 1e-140;
// @ts-expect-error: decorator
@inline const GREATEST_PRODUCT: f64 = 1e140;

/** log(x) for normal x > 0 by the series of artanh: no table, which Math.log would bring. */
export function logarithm(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  // x = 2^n m with m between the roots of 1/2 and of 2.
  const n = (bits - 0x3fe6a09e667f3bcd) >> 52;
  const m = reinterpret<f64>(bits - (n << 52));
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let p: f64 = 1.0 / 19;
  for (let k = 17; k >= 1; k -= 2) p = p * z + 1.0 / <f64>k;
  return <f64>n * LN2_HIGH + (2 * s * p + <f64>n * LN2_LOW);
}

/** Twice the divergence of `count` parameters; means and variances of floats, of the priors floats or doubles. */
export function twiceDivergence(
  mean: usize,
  variance: usize,
  priorMean: usize,
  priorVariance: usize,
  count: i32,
  known: bool,
): f64 {
  let sum: f64 = 0;
  let product: f64 = 1;
  for (let d: usize = 0; d < <usize>count; d++) {
    const v = <f64>load<f32>(variance + (d << 2));
    const distance = <f64>load<f32>(mean + (d << 2)) - priorAt(priorMean, d, known);
    const inverse = 1 / priorAt(priorVariance, d, known);
    sum += (v + distance * distance) * inverse - 1;
    product *= v * inverse;
    if (product < LEAST_PRODUCT || product > GREATEST_PRODUCT) {
      sum -= logarithm(product);
      product = 1;
    }
  }
  return sum - logarithm(product);
}

/** Number `d` of a prior: known rows hold floats, shared ones doubles. */
// @ts-expect-error: decorator
@inline
export function priorAt(prior: usize, d: usize, known: bool): f64 {
  return known ? <f64>load<f32>(prior + (d << 2)) : load<f64>(prior + (d << 3));
}
