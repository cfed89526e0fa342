/** Coefficients of Lanczos (1964) with g = 7, as in Press et al., relative error below 1e-15. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Γ(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  let sum = LANCZOS[0]!;
  for (let k = 1; k < LANCZOS.length; k++) sum += LANCZOS[k]! / (shifted + k);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

const EPSILON = 1e-16;

/** The regularised lower incomplete gamma function P(a, x) by its series; for x < a + 1. */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > EPSILON * sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** The upper one Q(a, x) by its continued fraction, in the form of Lentz; for x >= a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    const change = c * d;
    h *= change;
    if (Math.abs(change - 1) < EPSILON * 4) break;
  }
  return h * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** P(chi-square with `degrees` degrees of freedom > x); 1 at x <= 0, NaN without a degree of freedom. */
export function chiSquareUpperTail(x: number, degrees: number): number {
  if (!(degrees > 0)) return Number.NaN;
  if (x <= 0) return 1;
  const a = degrees / 2;
  return x / 2 < a + 1 ? 1 - lowerSeries(a, x / 2) : upperFraction(a, x / 2);
}
