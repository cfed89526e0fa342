export { type DktConfig, dktDescriptor } from "./models/dkt";
export { type DktPlusConfig, dktPlusDescriptor } from "./models/dkt-plus";
export { neuralDescriptor } from "./parts/neural-descriptor";
export type {
  AnswerBatch,
  ModelContext,
  NeuralModel,
  NeuralPass,
  NeuralRuntime,
  Prediction,
} from "./parts/neural-model";
export type { TrainingSettings } from "./parts/training-settings";
