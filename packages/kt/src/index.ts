export { BktTracer } from "./parts/bkt-tracer";
export { type BktConfig, bktDescriptor } from "./tracers/bkt";
export type { BktCombine, BktIndividualPrior, BktParameters, BktState } from "./types/bkt";
