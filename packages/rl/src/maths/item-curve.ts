import type { ItemParameters } from "@zpd/core";

/** P(correct) of an item of one factor: guess + (1 - guess) sigmoid(discrimination ability - threshold). */
export function curveProbability({ discrimination, threshold, guess }: ItemParameters, i: number, ability: number) {
  const c = guess === undefined ? 0 : guess[i]!;
  return c + (1 - c) / (1 + Math.exp(threshold[i]! - discrimination[i]! * ability));
}

/**
 * Fisher's information about ability in an answer to an item of one factor,
 *
 *   a² (1 - P) s² / P,  s = sigmoid(a ability - threshold): a² P (1 - P) without guessing.
 *
 * Birnbaum in Lord & Novick 1968, chapter 20. Units: one over ability squared. Never NaN for finite parameters.
 */
export function curveInformation({ discrimination, threshold, guess }: ItemParameters, i: number, ability: number) {
  const a = discrimination[i]!;
  const z = a * ability - threshold[i]!;
  const e = Math.exp(-Math.abs(z));
  const s = (z >= 0 ? 1 : e) / (1 + e);
  const wrong = (z >= 0 ? e : 1) / (1 + e);
  const c = guess === undefined ? 0 : guess[i]!;
  // Without guessing s / P is 1, also where both round to 0.
  return a * a * s * (1 - c) * wrong * (c === 0 ? 1 : s / (c + (1 - c) * s));
}
