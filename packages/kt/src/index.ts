export { BktTracer } from "./parts/bkt-tracer";
export type { EloConfig } from "./parts/elo-rating";
export { type BktConfig, bktDescriptor } from "./tracers/bkt";
export { eloDescriptor } from "./tracers/elo";
export { type ItemMeanConfig, itemMeanDescriptor } from "./tracers/item-mean";
export {
  factorDescriptor,
  hierarchicalDescriptor,
  raschDescriptor,
  twoParameterDescriptor,
} from "./tracers/item-response";
export { type LearnerMeanConfig, learnerMeanDescriptor } from "./tracers/learner-mean";
export { type LogisticConfig, logisticDescriptor } from "./tracers/logistic";
export { type PfaConfig, pfaDescriptor } from "./tracers/pfa";
export type { BktCombine, BktIndividualPrior, BktParameters, BktState } from "./types/bkt";
