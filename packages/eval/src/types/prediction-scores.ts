/** How well probabilities foretold answers. */
export interface PredictionScores {
  /** Absent when all answers are right, all wrong, or some fractional. */
  readonly auc?: number;
  readonly accuracy: number;
  readonly rmse: number;
  /** Nats. */
  readonly logLoss: number;
  readonly brier: number;
  /** Expected calibration error. */
  readonly ece: number;
  /** Number of answers scored. */
  readonly answers: number;
}
