import type { FormatReader } from "../parts/format-reader";
import { longPreset } from "../presets/long";
import { tablePresets } from "../presets/table-presets";
import { fourLineReader } from "./four-line";
import { masteryGridsReader } from "./masterygrids";
import { matrixReader } from "./matrix";
import { parquetReader } from "./parquet";
import { pyktReader } from "./pykt";
import { createTableReader } from "./table";
import { threeLineReader } from "./three-line";

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
