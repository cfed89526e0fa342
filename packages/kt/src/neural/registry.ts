import type { TracerDescriptor } from "@zpd/core";
import { dktDescriptor } from "./models/dkt";
import { saktDescriptor } from "./models/sakt";

/** Every deep tracer of this package. */
export const neuralTracerDescriptors: readonly TracerDescriptor[] = [dktDescriptor, saktDescriptor];
