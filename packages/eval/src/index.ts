export { masteryAtEnd } from "./loops/mastery-at-end";
export { predictLog } from "./loops/predict-log";
export { type RemOptions, type RemRun, rem } from "./loops/rem";
export { SCORE_EPSILON, type ScoreOptions, scorePredictions } from "./loops/score-predictions";
export type { WalkOptions } from "./loops/walk-log";
export { studentTQuantile } from "./maths/student-t";
export { tInterval } from "./maths/t-interval";
export { createRemManifest, manifestHash } from "./matrix/manifest";
export { type PlayCellOptions, playCell } from "./matrix/play-cell";
export { summariseRem } from "./matrix/summarise-rem";
export { accuracy } from "./metrics/accuracy";
export { auc } from "./metrics/auc";
export { brier } from "./metrics/brier";
export { type CalibrationErrorOptions, calibrationError } from "./metrics/calibration-error";
export { type LogLossOptions, logLoss } from "./metrics/log-loss";
export { rmse } from "./metrics/rmse";
export {
  fitRewardModel,
  type LinearRewardModel,
  type RewardModelData,
} from "./rewards/linear-reward-model";
export { masteryRewardModel } from "./rewards/mastery-reward-model";
export type { Interval } from "./types/interval";
export type { PredictionScores } from "./types/prediction-scores";
export type { RemCell } from "./types/rem-cell";
export type { RemManifest } from "./types/rem-manifest";
export type {
  RemCellSummary,
  RemDifference,
  RemPairVerdict,
  RemResult,
  RemRewardSummary,
  RemVerdict,
} from "./types/rem-result";
export type { RemCellIndex, RemStudy } from "./types/rem-study";
