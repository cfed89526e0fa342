import {
  type Config,
  createRandomField,
  type FitOptions,
  type FitResult,
  type FitWarning,
  fingerprintLog,
  type InteractionLog,
  type TracerState,
} from "@zpd/core";
import {
  bucketByLength,
  chooseEngine,
  type EngineChoice,
  type Trainable,
  type TrainingResult,
  trainModel,
  type Window,
} from "@zpd/tensor";
import { createMachine } from "@zpd/tensor/kernels";
import { summariseTrainingLog } from "../../parts/training-log";
import { answerLoss } from "./answer-loss";
import { batchWindows, historyLengths, windowAnswers } from "./answer-windows";
import type { ModelContext, NeuralModel, NeuralPass } from "./neural-model";
import { createNeuralTracer } from "./neural-tracer";
import { calibrateOnLearners } from "./probe-calibration";
import { chooseProbes } from "./probe-mastery";
import type { TrainingSettings } from "./training-settings";
import { canRank, validationAuc } from "./validation-auc";
import { splitLearners } from "./validation-learners";
import type { WindowSource } from "./window-source";

/** Windows of one step, and the seed of what is random in it. */
interface TrainingBatch {
  readonly windows: readonly Window[];
  readonly seed: number;
}

const LARGEST_SEED = 2 ** 31;

/**
 * Trains a model on a log: keeps back some learners, trains on windows of the others, keeps the weights of the epoch
 * that ranks the answers of those kept back best, and calibrates mastery on them.
 */
export async function fitNeural<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  log: InteractionLog,
  given: C & TrainingSettings,
  options: FitOptions,
): Promise<FitResult> {
  const { seed, signal } = options;
  signal?.throwIfAborted();
  const summary = summariseTrainingLog(`${model.id}.fit`, log);
  const config = { ...given, ...model.settle?.(given, log) };
  const context: ModelContext<C> = { items: log.items, qMatrix: log.qMatrix, config };
  const parts = splitLearners(log, config.validationShare, seed);
  const training: WindowSource = { log, learners: parts.training };
  const validation: WindowSource = { log, learners: parts.validation };
  const validates = canRank(validation, config.windowLength);
  const drawn = model.initialise(context, seed);
  const engine = await chooseEngine(engineChoice(options));
  let trained: TrainingResult;
  try {
    trained = await train(
      {
        trainable: engine.createTrainable(model.startFrom?.(drawn, context, training) ?? drawn),
        forward: (ops, weights, batch) => model.forward(ops, weights, batch, context),
        training,
        ...(validates ? { validation } : {}),
      },
      config,
      options,
      { model: model.id, data: options.checkpoint === undefined ? "" : await fingerprintLog(log) },
    );
  } finally {
    engine.close();
  }
  const { weights } = trained;
  const probes = chooseProbes(log.qMatrix, summary.itemCount);
  const runtime = model.createRuntime(context, weights, createMachine());
  const calibration = await calibrateOnLearners(runtime, probes, log, parts.validation, signal);
  return {
    tracer: createNeuralTracer(model, context, { weights, probes, calibration }, options.threads),
    report: {
      iterations: trained.epochs,
      converged: trained.stoppedEarly,
      history: trained.history.map(({ loss }) => loss),
      backend: engine.backend,
      epochs: trained.history,
      warnings: [...summary.warnings, ...trainingWarnings(trained, validates, parts.validation.length)],
    },
  };
}

function engineChoice({ backend, threads }: FitOptions): EngineChoice {
  return { ...(backend === undefined ? {} : { backend }), ...(threads === undefined ? {} : { threads }) };
}

interface Training {
  readonly trainable: Trainable;
  readonly forward: NeuralPass;
  readonly training: WindowSource;
  readonly validation?: WindowSource;
}

function train(
  { trainable, forward, training, validation }: Training,
  config: TrainingSettings,
  { seed, signal, onProgress, onEpoch, checkpoint }: FitOptions,
  { model, data }: { readonly model: string; readonly data: string },
): Promise<TrainingResult> {
  const { batchSize, windowLength, maxEpochs, patience, learningRate, l2, clipNorm } = config;
  const lengths = historyLengths(training);
  const seeds = createRandomField(seed, "training-batch");
  return trainModel<TrainingBatch>(
    {
      trainable,
      batches: (epoch) =>
        bucketByLength(lengths, { batchSize, windowLength, seed, epoch }).map((windows, k) => ({
          windows,
          seed: Math.floor(LARGEST_SEED * seeds.uniform(epoch, k)),
        })),
      predictionsOf: ({ windows }) => windowAnswers(windows),
      loss: (given) => {
        const batch = batchWindows(training, given.windows, given.seed);
        return (ops, weights) => answerLoss(ops, batch, forward(ops, weights, batch));
      },
      ...(validation === undefined
        ? {}
        : { validate: () => validationAuc(trainable, forward, validation, { batchSize, windowLength }) }),
      // Longer training may go on from a shorter one.
      identity: { model, data, config: { ...config, maxEpochs: 0, patience: 0 } },
    },
    {
      maxEpochs,
      learningRate,
      l2,
      clipNorm,
      seed,
      ...(validation === undefined ? {} : { patience }),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onEpoch === undefined ? {} : { onEpoch }),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    },
  );
}

function trainingWarnings(
  { epochs, stoppedEarly, bestEpoch }: TrainingResult,
  validates: boolean,
  keptBack: number,
): FitWarning[] {
  const warnings: FitWarning[] = [];
  if (!validates) {
    warnings.push({
      code: "NO_VALIDATION",
      message: `no learners with right and wrong answers could be kept back; the weights are those of epoch ${epochs}, the last`,
    });
  } else if (!stoppedEarly) {
    warnings.push({
      code: "NOT_CONVERGED",
      message: `stopped after ${epochs} epochs while epoch ${bestEpoch} was the best on learners kept back; raise maxEpochs`,
    });
  }
  const calibration = keptBack === 0 ? "uncalibrated" : `calibrated on ${keptBack} learners kept back from training`;
  warnings.push({
    code: "MASTERY_BY_PROBES",
    message: `the model holds no state of a concept: mastery is P(correct) of its most answered items, ${calibration}`,
  });
  return warnings;
}
