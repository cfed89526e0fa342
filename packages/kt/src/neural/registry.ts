import type { TracerDescriptor } from "@zpd/core";
import { aktDescriptor } from "./models/akt";
import { dktDescriptor } from "./models/dkt";
import { dktPlusDescriptor } from "./models/dkt-plus";
import { dkvmnDescriptor } from "./models/dkvmn";
import { dqktDescriptor } from "./models/dqkt";
import { iektDescriptor } from "./models/iekt";
import { saktDescriptor } from "./models/sakt";
import { simpleKtDescriptor } from "./models/simplekt";

/** Every deep tracer of this package. */
export const neuralTracerDescriptors: readonly TracerDescriptor[] = [
  dktDescriptor,
  dktPlusDescriptor,
  dkvmnDescriptor,
  dqktDescriptor,
  iektDescriptor,
  saktDescriptor,
  simpleKtDescriptor,
  aktDescriptor,
];
