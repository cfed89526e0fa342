export { type ItemMeanConfig, itemMeanDescriptor } from "./tracers/item-mean";
export { type LearnerMeanConfig, learnerMeanDescriptor } from "./tracers/learner-mean";
export { type PfaConfig, pfaDescriptor } from "./tracers/pfa";
