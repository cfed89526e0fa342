/** Predictions of the answers that count, with whose they are. `[N]` each. */
export interface ScoredPredictions {
  /** P(correct), 0…1. */
  readonly probability: ArrayLike<number>;
  /** What came, 0…1. */
  readonly score: ArrayLike<number>;
  /** Index of the learner who answered; the unit that intervals resample. */
  readonly learner: Int32Array;
}
