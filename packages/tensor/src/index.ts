export { type BackendState, chooseEngine, type EngineChoice, probeBackends } from "./engines/choose-engine";
export { createInference, type Inference } from "./engines/inference";
export { createKernelEngine } from "./engines/kernel-engine";
export { type EngineSpeed, measureEngine } from "./engines/measure-engine";
export { type WeightTable, weightTable, weightTableSize } from "./ops/weight-table";
export {
  normalWeights,
  oneWeights,
  orthogonalWeights,
  uniformWeights,
  xavierUniform,
  zeroWeights,
} from "./parts/initialisers";
export type { LearningRateSchedule } from "./training/learning-rate";
export { bucketByLength, type LengthBatchOptions, paddingShare, type Window } from "./training/length-batches";
export { trainModel } from "./training/train-model";
export type { TrainingOptions, TrainingPlan, TrainingResult } from "./training/training-plan";
export type {
  BuildLoss,
  BuildValues,
  Engine,
  StepResult,
  Trainable,
  TrainableState,
  UpdateOptions,
  Weight,
  Weights,
} from "./types/engine";
export type {
  CacheAttentionInput,
  InferenceOps,
  LevelLogitsInput,
  MemoryLogitsInput,
  ReadMemoryInput,
  TableAttentionInput,
  WriteMemoryInput,
} from "./types/inference-ops";
export type {
  AttentionInput,
  GruInput,
  Indices,
  LstmInput,
  MemoryScanInput,
  Ops,
  Sequences,
  Value,
  Values,
} from "./types/ops";
