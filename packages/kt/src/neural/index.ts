export { type AktConfig, aktDescriptor } from "./models/akt";
export { type DktConfig, dktDescriptor } from "./models/dkt";
export { type DktPlusConfig, dktPlusDescriptor } from "./models/dkt-plus";
export { type DkvmnConfig, dkvmnDescriptor } from "./models/dkvmn";
export { type DqktConfig, dqktDescriptor } from "./models/dqkt";
export { type IektConfig, iektDescriptor } from "./models/iekt";
export { type SaktConfig, saktDescriptor } from "./models/sakt";
export { type SimpleKtConfig, simpleKtDescriptor } from "./models/simplekt";
export { neuralDescriptor } from "./parts/neural-descriptor";
export type {
  AnswerBatch,
  ModelContext,
  NeuralModel,
  NeuralPass,
  NeuralRuntime,
  Prediction,
  RuntimeConceptSpace,
} from "./parts/neural-model";
export type { TrainingSettings } from "./parts/training-settings";
