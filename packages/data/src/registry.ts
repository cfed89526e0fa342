import { fourLineReader } from "./formats/four-line";
import { masteryGridsReader } from "./formats/masterygrids";
import { matrixReader } from "./formats/matrix";
import { pyktReader } from "./formats/pykt";
import { createTableReader } from "./formats/table";
import { threeLineReader } from "./formats/three-line";
import type { FormatReader } from "./parts/format-reader";
import { assistments2009Preset } from "./presets/assistments2009";
import { datashopPreset } from "./presets/datashop";
import { ednetKt1Preset } from "./presets/ednet-kt1";
import { junyiPreset } from "./presets/junyi";
import { longPreset } from "./presets/long";

/** All formats, in the order in which a file is tried; the first that matches reads it, the last reads what is left. */
export const formatReaders: readonly FormatReader[] = [
  masteryGridsReader,
  createTableReader(assistments2009Preset),
  createTableReader(datashopPreset),
  createTableReader(ednetKt1Preset),
  createTableReader(junyiPreset),
  pyktReader,
  fourLineReader,
  threeLineReader,
  matrixReader,
  createTableReader(longPreset),
];
