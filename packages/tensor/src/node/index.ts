export { createCheckpointFolder } from "./checkpoint-folder";
export { openTrainingLog, type TrainingLog } from "./training-log";
