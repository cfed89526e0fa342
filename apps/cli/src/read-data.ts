import type { Dataset, Fold } from "@zpd/core";
import type { FormatName, ReadResult } from "@zpd/data";
import { type ReadFilesOptions, readLogFiles, readTrainAndTestFiles } from "@zpd/data/node";
import type { DataOptions } from "./options";
import type { Run } from "./run-command";

/** Reads the files of `--data` as one log; what was taken out and what looks odd is said on standard error. */
export async function readData(options: DataOptions, run: Run): Promise<ReadResult> {
  const result = await readLogFiles(options.data, readingOptions(options, run));
  sayWhatWasRead(result, run);
  return result;
}

/** Reads `--data` and `--test` over one vocabulary; their learners stay apart. */
export async function readTrainAndTest(
  options: DataOptions,
  test: readonly string[],
  run: Run,
): Promise<{ dataset: Dataset; fold: Fold }> {
  const read = await readTrainAndTestFiles(options.data, test, readingOptions(options, run));
  sayWhatWasRead(read, run);
  return read;
}

function readingOptions({ format, map, qmatrix }: DataOptions, run: Run): ReadFilesOptions {
  return {
    // The reader checks the name and offers the nearest.
    format: format as FormatName | "auto",
    ...(map === undefined ? {} : { map }),
    ...(qmatrix === undefined ? {} : { qMatrix: qmatrix }),
    signal: run.signal,
    onProgress: run.display.onProgress,
  };
}

function sayWhatWasRead({ format, dataset, cleaned, warnings }: ReadResult, { display }: Run): void {
  const { log } = dataset;
  const counts = [
    `${log.learners.size.toLocaleString("en-US")} learners`,
    `${log.items.size.toLocaleString("en-US")} items`,
    `${log.qMatrix.concepts.size.toLocaleString("en-US")} concepts`,
    `${log.item.length.toLocaleString("en-US")} answers`,
  ];
  display.note(`read as ${format}: ${counts.join(", ")}`);
  for (const { reason, count } of cleaned) display.note(`  cleaned: ${count.toLocaleString("en-US")} × ${reason}`);
  for (const warning of warnings) display.note(`  warning: ${warning}`);
}
