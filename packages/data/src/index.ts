export { type AlignOptions, alignLog } from "./logs/align-log";
export { type ConcatResult, concatLogs } from "./logs/concat-logs";
export { type Inspection, inspectDataset } from "./logs/inspect-dataset";
export { type ItemColumns, type ItemColumnsOptions, readItemColumns } from "./loops/read-item-columns";
export { readLog } from "./loops/read-log";
export { type ReadLogsResult, readLogs, type TrainAndTest } from "./loops/read-logs";
export { holdOut, learnerFolds } from "./splits/learner-folds";
export { splitHash } from "./splits/split-hash";
export { type ByteSource, bytesSource, textSource } from "./types/byte-source";
export {
  type ColumnMap,
  type FormatName,
  type ReadOptions,
  type ReadResult,
  ROLES,
  type Role,
} from "./types/read-options";
export { writeLong } from "./writers/write-long";
export { writeParquet } from "./writers/write-parquet";
