export { fitMarginal } from "./marginal/fit-marginal";
export type { MarginalFit } from "./marginal/marginal-fit";
export type { MarginalModel, MarginalOptions } from "./marginal/marginal-options";
export { type Difficulties, difficulties } from "./types/difficulties";
export type { ItemParameters, LearnerAbilities } from "./types/item-parameters";
