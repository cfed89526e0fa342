import type {
  Config,
  FitOptions,
  FitResult,
  FitWarning,
  InteractionLog,
  ModelFile,
  TracerDescriptor,
  TracerState,
} from "@zpd/core";
import { createKernelEngine } from "@zpd/tensor";
import { createReferenceMachine } from "@zpd/tensor/kernels";
import { resolveConfig } from "../../parts/resolve-config";
import { readTracerWorld } from "../../parts/tracer-file";
import { summariseTrainingLog } from "../../parts/training-log";
import { cutWindows } from "./answer-windows";
import { readNeuralFile } from "./neural-file";
import type { ModelContext, NeuralModel } from "./neural-model";
import { createNeuralTracer } from "./neural-tracer";
import { calibrateOnLearners } from "./probe-calibration";
import { chooseProbes } from "./probe-mastery";
import { trainWindows } from "./train-windows";
import { checkTrainingSettings, type TrainingSettings, trainingDefaults } from "./training-settings";
import { splitLearners } from "./validation-learners";

/** What the rest of the library needs to know of a deep tracer: everything but the model itself is done here. */
export function neuralDescriptor<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
): TracerDescriptor<C & TrainingSettings> {
  const defaults: C & TrainingSettings = Object.freeze({
    ...trainingDefaults,
    ...model.trainingDefaults,
    ...model.defaults,
  });
  const checkConfig = (where: string, given: Partial<C & TrainingSettings>): C & TrainingSettings => {
    const config = resolveConfig(where, defaults, given);
    checkTrainingSettings(where, config);
    model.checkConfig(where, config);
    return config;
  };
  return {
    id: model.id,
    title: model.title,
    citation: model.citation,
    defaults,
    async fit(log, given, options) {
      return fitNeural(model, log, checkConfig(`${model.id}.fit`, given), options);
    },
    restore(file: ModelFile) {
      const where = `${model.id}.restore`;
      const world = readTracerWorld(where, model.id, file);
      const config = checkConfig(where, file.config.config as Partial<C & TrainingSettings>);
      const context: ModelContext<C> = { ...world, config };
      return createNeuralTracer(model, context, readNeuralFile(where, file, world, model.initialise(context, 0)));
    },
  };
}

async function fitNeural<C extends Config, State extends TracerState>(
  model: NeuralModel<C, State>,
  log: InteractionLog,
  config: C & TrainingSettings,
  options: FitOptions,
): Promise<FitResult> {
  const where = `${model.id}.fit`;
  const { seed, signal } = options;
  signal?.throwIfAborted();
  const summary = summariseTrainingLog(where, log);
  const context: ModelContext<C> = { items: log.items, qMatrix: log.qMatrix, config };
  const learners = splitLearners(log, config.validationShare, seed);
  const engine = createKernelEngine({ name: "cpu", reason: "stand-in" }, () => createReferenceMachine("float32"));
  const { weights, epochs, stoppedEarly } = await trainWindows(
    {
      log,
      training: cutWindows(log, learners.training, config.windowLength),
      validation: cutWindows(log, learners.validation, config.windowLength),
      settings: config,
      weights: model.initialise(context, seed),
      forward: (ops, values, batch) => model.forward(ops, values, batch, context),
    },
    engine,
    options,
  );
  engine.close();
  const probes = chooseProbes(log.qMatrix, summary.itemCount);
  const runtime = model.createRuntime(context, weights, createReferenceMachine("float32"));
  const calibration = await calibrateOnLearners(runtime, probes, log, learners.validation, signal);
  const warnings: FitWarning[] = [...summary.warnings];
  return {
    tracer: createNeuralTracer(model, context, { weights, probes, calibration }),
    report: {
      iterations: epochs.length,
      converged: stoppedEarly,
      history: epochs.map(({ loss }) => loss),
      backend: engine.backend,
      epochs,
      warnings,
    },
  };
}
