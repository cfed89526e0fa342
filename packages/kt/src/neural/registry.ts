import type { TracerDescriptor } from "@zpd/core";

/** Every deep tracer of this package. */
export const neuralTracerDescriptors: readonly TracerDescriptor[] = [];
