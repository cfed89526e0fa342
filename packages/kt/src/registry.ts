import type { TracerDescriptor } from "@zpd/core";
import { bktDescriptor } from "./tracers/bkt";
import { eloDescriptor } from "./tracers/elo";
import { itemMeanDescriptor } from "./tracers/item-mean";
import {
  factorDescriptor,
  hierarchicalDescriptor,
  raschDescriptor,
  twoParameterDescriptor,
} from "./tracers/item-response";
import { learnerMeanDescriptor } from "./tracers/learner-mean";
import { logisticDescriptor } from "./tracers/logistic";
import { pfaDescriptor } from "./tracers/pfa";

/** Every tracer of this package. */
export const tracerDescriptors: readonly TracerDescriptor[] = [
  bktDescriptor,
  pfaDescriptor,
  logisticDescriptor,
  eloDescriptor,
  itemMeanDescriptor,
  learnerMeanDescriptor,
  raschDescriptor,
  twoParameterDescriptor,
  factorDescriptor,
  hierarchicalDescriptor,
];
