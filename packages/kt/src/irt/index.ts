export { ABILITY_METHODS, type AbilityMethod, type AbilityOptions } from "./ability/ability-options";
export { type AbilityEstimates, estimateAbilities } from "./ability/estimate-abilities";
export { categoryProbabilities, type GradedItem, gradedInformation } from "./information/graded-response";
export { itemInformation, testInformation } from "./information/item-information";
export { fitMarginal } from "./marginal/fit-marginal";
export type { MarginalFit } from "./marginal/marginal-fit";
export type { MarginalModel, MarginalOptions } from "./marginal/marginal-options";
export { type Difficulties, difficulties } from "./types/difficulties";
export type { ItemParameters, LearnerAbilities } from "./types/item-parameters";
