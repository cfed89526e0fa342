export { type Difficulties, difficulties } from "./types/difficulties";
export type { ItemParameters, LearnerAbilities } from "./types/item-parameters";
