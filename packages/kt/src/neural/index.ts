export type { AnswerBatch, ModelContext, NeuralModel, NeuralRuntime, Prediction } from "./parts/neural-model";
