export { type CheckFinding, CheckFindings } from "./contracts/check-findings";
export {
  BACKEND_CHOICES,
  type BackendChoice,
  type BackendReport,
  type CheckpointStore,
  type ComputeOptions,
  type EpochRecord,
} from "./contracts/compute";
export type { ConceptSpace } from "./contracts/concept-space";
export type {
  LearnerEnv,
  Observation,
  ResetOptions,
  ResetResult,
  Simulator,
  StepInfo,
  StepResult,
} from "./contracts/environment";
export type {
  Policy,
  PolicyStart,
  PolicyState,
  PolicyWorld,
  Recommendation,
  RecommendRequest,
  ScoreExplanation,
  ScorePart,
} from "./contracts/policy";
export type { RewardModel } from "./contracts/reward-model";
export {
  type FitOptions,
  type FitReport,
  type FitResult,
  type FittedTracer,
  type FitWarning,
  type KnowledgeTracer,
  NO_ITEM,
  type ObserveContext,
  type ParameterRow,
  type TracerDescriptor,
  type TracerState,
} from "./contracts/tracer";
export { assertLength, assertThat } from "./errors/assert";
export { checkOptions, type OptionRule, unknownOptionError } from "./errors/check-options";
export { nearestName, unknownNameError } from "./errors/nearest-name";
export { type InputLocation, isZpdError, ZpdError, type ZpdErrorCode, type ZpdErrorFields } from "./errors/zpd-error";
export { factorCholesky, solveCholesky, solveFactored } from "./maths/cholesky";
export { logit, logSigmoid, logSumExp, mean, sigmoid, softplus, stableSum, variance } from "./maths/stable";
export { MODEL_FORMAT_VERSION, parseModelConfig } from "./model-files/model-config";
export type { ModelConfig, ModelFile, NamedTensor } from "./model-files/model-file";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./model-files/safetensors";
export { createPause, type OnProgress, type ProgressEvent, type WorkOptions } from "./progress/progress";
export { createRandomField, createRandomStream, type RandomField, type RandomStream } from "./random/random-source";
export type { Config, ConfigValue } from "./types/config";
export type { CleaningCount, Dataset, Fold, TestScores } from "./types/dataset";
export { fingerprintColumns, fingerprintLog } from "./types/fingerprint";
export {
  answerCount,
  createInteractionLog,
  type InteractionLog,
  type ScoreColumn,
  selectLearners,
} from "./types/interaction-log";
export type { ItemParameters, LearnerAbilities } from "./types/item-parameters";
export {
  conceptsOf,
  createQMatrix,
  identityQMatrix,
  itemsByConcept,
  type QMatrix,
  qMatrixFromIds,
} from "./types/q-matrix";
export { createNumberedVocabulary, createVocabulary, type Vocabulary, VocabularyBuilder } from "./types/vocabulary";
