import type { TracerDescriptor } from "@zpd/core";
import { bktDescriptor } from "./tracers/bkt";

/** Every tracer of this package. */
export const tracerDescriptors: readonly TracerDescriptor[] = [bktDescriptor];
