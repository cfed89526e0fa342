import { fourLineReader } from "./formats/four-line";
import { masteryGridsReader } from "./formats/masterygrids";
import { matrixReader } from "./formats/matrix";
import { parquetReader } from "./formats/parquet";
import { pyktReader } from "./formats/pykt";
import { createTableReader } from "./formats/table";
import { threeLineReader } from "./formats/three-line";
import type { FormatReader } from "./parts/format-reader";
import { longPreset } from "./presets/long";
import { tablePresets } from "./presets/table-presets";

/** All formats, in the order in which a file is tried; the first that matches reads it, the last reads what is left. */
export const formatReaders: readonly FormatReader[] = [
  masteryGridsReader,
  parquetReader,
  ...tablePresets.map(createTableReader),
  pyktReader,
  fourLineReader,
  threeLineReader,
  matrixReader,
  createTableReader(longPreset),
];
