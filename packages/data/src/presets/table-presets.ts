import type { TablePreset } from "../types/table-preset";
import { assistments2009Preset } from "./assistments2009";
import { datashopPreset } from "./datashop";
import { ednetKt1Preset } from "./ednet-kt1";
import { junyiPreset } from "./junyi";

/** Published tables that are known by their header. */
export const tablePresets: readonly TablePreset[] = [
  assistments2009Preset,
  datashopPreset,
  ednetKt1Preset,
  junyiPreset,
];
