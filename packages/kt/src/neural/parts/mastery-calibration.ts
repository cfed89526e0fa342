import { logit, sigmoid } from "@zpd/core";

/** Mastery = sigmoid(slope logit(p) + offset) of the probes' mean p. */
export interface MasteryCalibration {
  readonly slope: number;
  readonly offset: number;
}

/** What is used where nobody was kept back to calibrate on. */
export const UNCALIBRATED: MasteryCalibration = { slope: 1, offset: 0 };

/** Log-odds of float32 probabilities: beyond this they round to 0 or 1. */
const LARGEST_LOGIT = 16;
/** Prior strength of (slope, offset) = (1, 0), in units of the second derivative that an answer can add at most, 1/4. */
const PRIOR_ANSWERS = 10;
const ROUNDS = 50;

export function boundedLogit(p: number): number {
  return Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, logit(p)));
}

export function calibrated(p: number, { slope, offset }: MasteryCalibration): number {
  return sigmoid(slope * boundedLogit(p) + offset);
}

/**
 * Fits the two numbers to scores `[N]` by maximum likelihood with a weak normal prior at (1, 0), by Newton's method.
 * Source: Platt 1999, "Probabilistic outputs for support vector machines"; with an offset of 0 it is the temperature
 * of Guo et al. 2017. Deviation: a slope at or below 0 would turn mastery upside down; then the answer is no
 * calibration at all. O(N).
 */
export function fitCalibration(p: Float32Array, scores: Float32Array): MasteryCalibration {
  const x = Float64Array.from(p, boundedLogit);
  let slope = UNCALIBRATED.slope;
  let offset = UNCALIBRATED.offset;
  const prior = PRIOR_ANSWERS / 4;
  for (let round = 0; round < ROUNDS; round++) {
    let gradientSlope = prior * (slope - 1);
    let gradientOffset = prior * offset;
    let slopeSlope = prior;
    let slopeOffset = 0;
    let offsetOffset = prior;
    for (let n = 0; n < x.length; n++) {
      const q = sigmoid(slope * x[n]! + offset);
      const error = q - scores[n]!;
      const curve = q * (1 - q);
      gradientSlope += error * x[n]!;
      gradientOffset += error;
      slopeSlope += curve * x[n]! * x[n]!;
      slopeOffset += curve * x[n]!;
      offsetOffset += curve;
    }
    const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
    const stepSlope = (offsetOffset * gradientSlope - slopeOffset * gradientOffset) / determinant;
    const stepOffset = (slopeSlope * gradientOffset - slopeOffset * gradientSlope) / determinant;
    // Halved where long, for a Newton step may overshoot where the curve is flat.
    const shorter = Math.min(1, 2 / Math.hypot(stepSlope, stepOffset));
    slope -= shorter * stepSlope;
    offset -= shorter * stepOffset;
    if (Math.hypot(stepSlope, stepOffset) < 1e-9) break;
  }
  return slope > 0 && Number.isFinite(slope) && Number.isFinite(offset) ? { slope, offset } : UNCALIBRATED;
}
