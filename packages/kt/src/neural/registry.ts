import type { TracerDescriptor } from "@zpd/core";
import { dktDescriptor } from "./models/dkt";
import { dktPlusDescriptor } from "./models/dkt-plus";

/** Every deep tracer of this package. */
export const neuralTracerDescriptors: readonly TracerDescriptor[] = [dktDescriptor, dktPlusDescriptor];
