/**
 * Fisher's information about ability in one answer, a² s² (1 - P) / P with s = sigmoid(a ability - threshold): a² P (1
 * - P) without guessing. Birnbaum (1968). Units: one over ability squared.
 */
export function curveInformation(slope: number, threshold: number, guess: number, ability: number): number {
  const z = slope * ability - threshold;
  const e = Math.exp(-Math.abs(z));
  const s = (z >= 0 ? 1 : e) / (1 + e);
  const wrong = (1 - guess) * ((z >= 0 ? e : 1) / (1 + e));
  // Without guessing s / P is 1, also where both round to 0.
  return slope * slope * s * wrong * (guess === 0 ? 1 : s / (guess + (1 - guess) * s));
}
