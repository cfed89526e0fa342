import type { Config, ModelFile, TracerDescriptor, TracerState } from "@zpd/core";
import { resolveConfig } from "../../parts/resolve-config";
import { readTracerWorld } from "../../parts/tracer-file";
import { fitNeural } from "./fit-neural";
import { readNeuralFile } from "./neural-file";
import type { ModelContext, NeuralModel } from "./neural-model";
import { createNeuralTracer } from "./neural-tracer";
import { checkTrainingSettings, type TrainingSettings, trainingDefaults } from "./training-settings";

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
