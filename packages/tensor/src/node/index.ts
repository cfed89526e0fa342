export { createCheckpointFolder } from "./checkpoint-folder";
export { type AddedTensorflow, addTensorflow } from "./tensorflow-setup/add-tensorflow";
export { type FoundTensorflow, findTensorflow } from "./tensorflow-setup/find-tensorflow";
export type { MissingPart } from "./tensorflow-setup/machine";
export { type PlannedDownload, planTensorflow, type TensorflowPlan } from "./tensorflow-setup/plan-tensorflow";
export { type RemovedTensorflow, removeTensorflow } from "./tensorflow-setup/remove-tensorflow";
export { type TensorflowSetupOptions, tensorflowFolder } from "./tensorflow-setup/setup-folder";
export { openTrainingLog, type TrainingLog } from "./training-log";
