import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";

/** How a deep tracer is trained: settings that all of them share, beside the model's own. */
export type TrainingSettings = {
  /** Passes over the training answers at most. */
  readonly maxEpochs: number;
  /** Epochs without a better AUC on the validation learners before training stops; the best epoch's weights are kept. */
  readonly patience: number;
  /** Windows a step. */
  readonly batchSize: number;
  /** Answers of one learner that are trained on as one sequence; a longer history is cut into several. */
  readonly windowLength: number;
  /** Of Adam. */
  readonly learningRate: number;
  /** Penalty on the weights' squares, inside the gradient; at least 0. */
  readonly l2: number;
  /** Largest norm of the gradient of all weights together; a longer one is scaled down. */
  readonly clipNorm: number;
  /** Share of the learners kept back to choose the epoch and to calibrate mastery, 0…0.9; 0 keeps nobody back. */
  readonly validationShare: number;
};

/** What holds unless a model or the caller says otherwise. */
export const trainingDefaults: TrainingSettings = Object.freeze({
  maxEpochs: 100,
  patience: 5,
  batchSize: 64,
  windowLength: 200,
  learningRate: 3e-3,
  l2: 0,
  clipNorm: 10,
  validationShare: 0.1,
});

/** @throws INVALID_CONFIG on a setting out of its range */
export function checkTrainingSettings(where: string, settings: TrainingSettings): void {
  assertCountOption(where, "maxEpochs", settings.maxEpochs, 1);
  assertCountOption(where, "patience", settings.patience, 1);
  assertCountOption(where, "batchSize", settings.batchSize, 1);
  assertCountOption(where, "windowLength", settings.windowLength, 2);
  assertNumberOption(where, "learningRate", settings.learningRate, 1e-8, 10);
  assertNumberOption(where, "l2", settings.l2, 0, 1);
  assertNumberOption(where, "clipNorm", settings.clipNorm, 1e-6, 1e9);
  assertNumberOption(where, "validationShare", settings.validationShare, 0, 0.9);
}
