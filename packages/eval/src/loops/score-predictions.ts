import { SCORE_EPSILON } from "../maths/cross-entropy";
import { accuracy } from "../metrics/accuracy";
import { auc } from "../metrics/auc";
import { brier } from "../metrics/brier";
import { type CalibrationErrorOptions, calibrationError } from "../metrics/calibration-error";
import { type LogLossOptions, logLoss } from "../metrics/log-loss";
import type { PredictionScores } from "../types/prediction-scores";

export interface ScoreOptions extends LogLossOptions, CalibrationErrorOptions {}

/** True when `auc` is defined: scores are 0 or 1 and both occur. */
function hasTwoClasses(score: ArrayLike<number>): boolean {
  let right = 0;
  for (let n = 0; n < score.length; n++) {
    if (score[n] === 1) right++;
    else if (score[n] !== 0) return false;
  }
  return right > 0 && right < score.length;
}

/**
 * All metrics of probabilities `[N]` against scores `[N]`. `epsilon` bounds the log loss (default 2^-25, see
 * `SCORE_EPSILON`), `bins` is the calibration error's. O(N). @throws SHAPE, INVALID_INPUT, INVALID_CONFIG
 */
export function scorePredictions(
  probability: ArrayLike<number>,
  score: ArrayLike<number>,
  { epsilon = SCORE_EPSILON, ...options }: ScoreOptions = {},
): PredictionScores {
  const squared = brier(probability, score);
  return {
    ...(hasTwoClasses(score) ? { auc: auc(probability, score) } : {}),
    accuracy: accuracy(probability, score),
    rmse: Math.sqrt(squared),
    logLoss: logLoss(probability, score, { epsilon }),
    brier: squared,
    ece: calibrationError(probability, score, options),
    answers: score.length,
  };
}
