export { createInference, type Inference } from "./engines/inference";
export { createKernelEngine } from "./engines/kernel-engine";
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
