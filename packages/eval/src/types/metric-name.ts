/** The metrics of `PredictionScores`, in the order of tables. */
export const METRIC_NAMES = ["auc", "accuracy", "rmse", "logLoss", "brier", "ece"] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

/** Metrics of which a higher value is better; of the others a lower one is. */
export const HIGHER_IS_BETTER: Readonly<Record<MetricName, boolean>> = {
  auc: true,
  accuracy: true,
  rmse: false,
  logLoss: false,
  brier: false,
  ece: false,
};
