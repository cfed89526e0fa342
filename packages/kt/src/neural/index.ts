export { type SaktConfig, saktDescriptor } from "./models/sakt";
export type { AnswerBatch, ModelContext, NeuralModel, NeuralRuntime, Prediction } from "./parts/neural-model";
