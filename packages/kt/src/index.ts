export { BktTracer } from "./parts/bkt-tracer";
export { type BktConfig, bktDescriptor } from "./tracers/bkt";
export type { BktCombine, BktParameters, BktState } from "./types/bkt";
