import type { TracerDescriptor } from "@zpd/core";
import { itemMeanDescriptor } from "./tracers/item-mean";
import { learnerMeanDescriptor } from "./tracers/learner-mean";
import { pfaDescriptor } from "./tracers/pfa";

/** Every tracer of this package. */
export const tracerDescriptors: readonly TracerDescriptor[] = [
  pfaDescriptor,
  itemMeanDescriptor,
  learnerMeanDescriptor,
];
