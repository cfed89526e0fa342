export type { BootstrapOptions } from "./bootstrap/prepare-bootstrap";
export { type BootstrapResult, bootstrapMetrics } from "./loops/bootstrap-metrics";
export {
  compareTracers,
  type MetricComparison,
  type TracerComparison,
  type TracerComparisonInput,
} from "./loops/compare-tracers";
export {
  type CrossValidateOptions,
  type CrossValidation,
  crossValidate,
  type FoldFit,
  type FoldScores,
} from "./loops/cross-validate";
export { type CourseTests, fitRewardModels, REWARD_MODEL_IDS, type RewardModels } from "./loops/fit-reward-models";
export { masteryAtEnd } from "./loops/mastery-at-end";
export { predictLog } from "./loops/predict-log";
export { type RemOptions, type RemRun, rem } from "./loops/rem";
export { type RemSensitivityOptions, remSensitivity } from "./loops/rem-sensitivity";
export { type ScoreOptions, scorePredictions } from "./loops/score-predictions";
export { type GroupScores, type ItemGroups, scoresByGroup } from "./loops/scores-by-group";
export { type SimulatorQualityOptions, simulatorQuality } from "./loops/simulator-quality";
export { sumTruthTrials, type TruthCheckOptions, truthCheck } from "./loops/truth-check";
export type { WalkOptions } from "./loops/walk-log";
export { SCORE_EPSILON } from "./maths/cross-entropy";
export { studentTQuantile } from "./maths/student-t";
export { tInterval } from "./maths/t-interval";
export { createRemManifest, manifestHash } from "./matrix/manifest";
export { type PlayCellOptions, playCell } from "./matrix/play-cell";
export { sharedVerdicts } from "./matrix/shared-verdicts";
export { summariseRem } from "./matrix/summarise-rem";
export { truthAgreement } from "./matrix/truth-agreement";
export { type RemReplay, verdictSensitivity } from "./matrix/verdict-sensitivity";
export { accuracy } from "./metrics/accuracy";
export { auc } from "./metrics/auc";
export { brier } from "./metrics/brier";
export { type CalibrationErrorOptions, calibrationError } from "./metrics/calibration-error";
export { f1 } from "./metrics/f1";
export { type LogLossOptions, logLoss } from "./metrics/log-loss";
export { rmse } from "./metrics/rmse";
export { type ScoredAnswersOptions, scoredAnswers, selectScored } from "./parts/scored-answers";
export { FIXED_ORDER, itemOrderAgreement } from "./quality/item-order";
export { QUALITY_BOUNDS } from "./quality/quality-bounds";
export {
  fitRewardModel,
  type LinearRewardModel,
  type RewardModelData,
} from "./rewards/linear-reward-model";
export { fitLogisticRewardModel, type LogisticRewardModel } from "./rewards/logistic-reward-model";
export { masteryRewardModel } from "./rewards/mastery-reward-model";
export type { Estimate, Interval } from "./types/interval";
export { HIGHER_IS_BETTER, METRIC_NAMES, type MetricName } from "./types/metric-name";
export type { PredictionScores } from "./types/prediction-scores";
export type { RemCell } from "./types/rem-cell";
export type { RemManifest } from "./types/rem-manifest";
export type { RemEdge, RemRanking } from "./types/rem-ranking";
export type {
  RemCellSummary,
  RemCorrection,
  RemDifference,
  RemPairVerdict,
  RemResult,
  RemRewardSummary,
  RemVerdict,
  RemWarning,
} from "./types/rem-result";
export type {
  RemAlternative,
  RemAlternativeKind,
  RemSensitivity,
  RemVerdictChange,
} from "./types/rem-sensitivity";
export type { OtherRewardModel, RemCellIndex, RemStudy } from "./types/rem-study";
export type { ScoredPredictions } from "./types/scored-predictions";
export type {
  LearningCurvePoint,
  QualityFigure,
  QualityFigureId,
  QualityVerdict,
  SimulatorQuality,
} from "./types/simulator-quality";
export type { Truth, TruthAgreement, TruthComparison, TruthOutcome } from "./types/truth-agreement";
export type { TruthCheck, TruthTrial, TruthTrialResult } from "./types/truth-check";
