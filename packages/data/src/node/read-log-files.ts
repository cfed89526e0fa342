import { statSync } from "node:fs";
import { readLog } from "../loops/read-log";
import { type ReadLogsResult, readLogs } from "../loops/read-logs";
import type { ByteSource } from "../types/byte-source";
import type { ReadOptions, ReadResult } from "../types/read-options";
import { fileSource } from "./file-source";
import { folderSource } from "./folder-source";

/** As `ReadOptions`, with the Q-matrix as a path. */
export interface ReadFilesOptions extends Omit<ReadOptions, "qMatrix"> {
  readonly qMatrix?: string;
}

/** The sources of paths: files, `-`, or a folder, which stands for its files. */
export async function pathSources(paths: readonly string[]): Promise<readonly ByteSource[]> {
  const sources: ByteSource[] = [];
  for (const path of paths) {
    if (isFolder(path)) sources.push(...(await folderSource(path)));
    else sources.push(fileSource(path));
  }
  return sources;
}

/** Reads the log of some files, or of a folder of Mastery Grids. @throws as `readLog` */
export async function readLogFiles(
  paths: string | readonly string[],
  { qMatrix, ...options }: ReadFilesOptions = {},
): Promise<ReadResult> {
  const sources = await pathSources(typeof paths === "string" ? [paths] : paths);
  return readLog(sources, { ...options, ...(qMatrix === undefined ? {} : { qMatrix: fileSource(qMatrix) }) });
}

/** Reads a published split from files of its two sides. @throws as `readLogs` */
export async function readTrainAndTestFiles(
  train: readonly string[],
  test: readonly string[],
  { qMatrix, ...options }: ReadFilesOptions = {},
): Promise<ReadLogsResult> {
  const sources = { train: await pathSources(train), test: await pathSources(test) };
  return readLogs(sources, { ...options, ...(qMatrix === undefined ? {} : { qMatrix: fileSource(qMatrix) }) });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
