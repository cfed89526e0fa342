export type { ItemParameters, LearnerAbilities } from "@zpd/core";
export { ABILITY_METHODS, type AbilityMethod, type AbilityOptions } from "./ability/ability-options";
export { type AbilityEstimates, estimateAbilities } from "./ability/estimate-abilities";
export { type M2, type M2Options, m2 } from "./fit-statistics/m2";
export { type MeanSquareFit, type MeanSquares, meanSquareFit } from "./fit-statistics/mean-squares";
export { type SX2, type SX2Options, sX2 } from "./fit-statistics/s-x2";
export { addItems } from "./hierarchical/add-items";
export { conceptCovariates } from "./hierarchical/concept-covariates";
export type { MissingCovariates } from "./hierarchical/covariate-column";
export {
  type CovariateOptions,
  type CovariateTable,
  createItemCovariates,
} from "./hierarchical/create-item-covariates";
export { fitHierarchical } from "./hierarchical/fit-hierarchical";
export {
  type HierarchicalConfig,
  hierarchicalDefaults,
  savedHierarchicalConfig,
} from "./hierarchical/hierarchical-config";
export { categoryProbabilities, type GradedItem, gradedInformation } from "./information/graded-response";
export { itemInformation, testInformation } from "./information/item-information";
export { fitGraded, type GradedFit, type GradedOptions } from "./marginal/fit-graded";
export { fitMarginal } from "./marginal/fit-marginal";
export {
  MARGINAL_FILE,
  type MarginalItems,
  marginalFromModelFile,
  marginalToModelFile,
} from "./marginal/marginal-file";
export type { MarginalFit } from "./marginal/marginal-fit";
export type { MarginalModel, MarginalOptions } from "./marginal/marginal-options";
export {
  PUBLISHED_RETRIEVAL,
  type PublishedRetrieval,
} from "./study/published-retrieval";
export { kendallTau, pearsonCorrelation, spearmanCorrelation } from "./study/rank-correlation";
export {
  type DifficultyEstimate,
  makeRetrievalWorld,
  RETRIEVAL_DESIGNS,
  type RetrievalDesign,
  type RetrievalEstimator,
  type RetrievalGroup,
  type RetrievalOutcome,
  retrievalGroups,
  retrievalStudy,
} from "./study/retrieval-study";
export { type PosteriorSample, type SamplingOptions, samplePosterior } from "./study/sample-posterior";
export { type Difficulties, difficulties } from "./types/difficulties";
export type { CovariateFamily, ItemCovariates } from "./types/item-covariates";
export {
  type FamilyPosterior,
  type IrtPosterior,
  POSTERIOR_MODELS,
  type PosteriorModel,
  VARIATIONAL_MODELS,
  type VariationalModel,
} from "./types/posterior";
export { fitStochastic } from "./variational/fit-stochastic";
export { fitVariational, type VariationalFit, type VariationalOptions } from "./variational/fit-variational";
export { itemParametersOf, learnerAbilitiesOf } from "./variational/posterior-columns";
export { posteriorFromModelFile, posteriorToModelFile } from "./variational/posterior-file";
export { answersLogLikelihood, type PredictOptions, predictAnswers } from "./variational/predict-answers";
export type { FrozenIds } from "./variational/starting-arrays";
export { type StochasticConfig, stochasticDefaults } from "./variational/stochastic-config";
export { type VariationalConfig, variationalDefaults, type WeightRule } from "./variational/variational-config";
