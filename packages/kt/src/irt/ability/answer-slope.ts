import type { ItemParameters } from "@zpd/core";
import type { LearnerAnswers } from "./learner-answers";

/** Entries of the array that `answerSlope` fills. */
export const LOG_LIKELIHOOD = 0;
export const SLOPE = 1;
export const INFORMATION = 2;
export const BIAS_TERM = 3;
export const SLOPE_TERMS = 4;

/**
 * At one ability, for the answers `from … to - 1`: their log-likelihood, its derivative by ability, Fisher's
 * information I and Warm's J = sum P' P'' / (P (1 - P)), into `out` `[4]`. With s = sigmoid(a ability - threshold) and
 * P = c + (1 - c) s the terms are
 *
 *   (x - P) a s / P,   a² s² (1 - P) / P,   a³ (1 - c) s² (1 - s) (1 - 2 s) / P.
 *
 * O(answers).
 */
export function answerSlope(
  { item, score }: LearnerAnswers,
  from: number,
  to: number,
  { discrimination, threshold, guess }: ItemParameters,
  ability: number,
  out: Float64Array,
): void {
  let logLikelihood = 0;
  let slope = 0;
  let information = 0;
  let bias = 0;
  for (let n = from; n < to; n++) {
    const i = item[n]!;
    const a = discrimination[i]!;
    const c = guess === undefined ? 0 : guess[i]!;
    const z = a * ability - threshold[i]!;
    const e = Math.exp(-Math.abs(z));
    const s = (z >= 0 ? 1 : e) / (1 + e);
    const rest = (z >= 0 ? e : 1) / (1 + e);
    const p = c + (1 - c) * s;
    const wrong = (1 - c) * rest;
    // Without guessing s / P is 1, also where both round to 0.
    const ratio = c === 0 ? 1 : s / p;
    if (score[n] === 1) {
      logLikelihood += c === 0 ? Math.min(z, 0) - Math.log1p(e) : Math.log(p);
      slope += a * wrong * ratio;
    } else {
      logLikelihood += Math.log1p(-c) - Math.max(z, 0) - Math.log1p(e);
      slope -= a * s;
    }
    information += a * a * s * wrong * ratio;
    bias += a * a * a * wrong * s * (1 - 2 * s) * ratio;
  }
  out[LOG_LIKELIHOOD] = logLikelihood;
  out[SLOPE] = slope;
  out[INFORMATION] = information;
  out[BIAS_TERM] = bias;
}
