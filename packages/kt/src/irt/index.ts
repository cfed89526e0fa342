export { type Difficulties, difficulties } from "./types/difficulties";
export type { ItemParameters, LearnerAbilities } from "./types/item-parameters";
export { type IrtPosterior, POSTERIOR_MODELS, type PosteriorModel } from "./types/posterior";
export {
  type FrozenIds,
  fitVariational,
  type VariationalFit,
  type VariationalOptions,
} from "./variational/fit-variational";
export { itemParametersOf, learnerAbilitiesOf } from "./variational/posterior-columns";
export { posteriorFromModelFile, posteriorToModelFile } from "./variational/posterior-file";
export { type PredictOptions, predictAnswers } from "./variational/predict-answers";
export { type VariationalConfig, variationalDefaults, type WeightRule } from "./variational/variational-config";
