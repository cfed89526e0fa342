export { readLog } from "./loops/read-log";
export { type ByteSource, bytesSource, textSource } from "./types/byte-source";
export type { ColumnMap, FormatName, ReadOptions, ReadResult, Role } from "./types/read-options";
export { ROLES } from "./types/read-options";
