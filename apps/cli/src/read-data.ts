import { type ReadResult, readLogFiles } from "@zpd/data/node";
import type { DataOptions } from "./options";
import type { Run } from "./run-command";

/** Reads the files of `--data` as one log; what was taken out and what looks odd is said on standard error. */
export async function readData(options: DataOptions, run: Run): Promise<ReadResult> {
  const result = await readLogFiles(options.data, {
    format: options.format,
    ...(options.map === undefined ? {} : { map: options.map }),
    ...(options.qmatrix === undefined ? {} : { qMatrix: options.qmatrix }),
    signal: run.signal,
    onProgress: run.display.onProgress,
  });
  sayWhatWasRead(result, run);
  return result;
}

export function sayWhatWasRead({ format, dataset, cleaned, warnings }: ReadResult, { display }: Run): void {
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

/** Reads `--data` and `--test` over one vocabulary; their learners stay apart. */
export async function readTrainAndTest(
  options: DataOptions,
  test: readonly string[],
  run: Run,
): Promise<{ dataset: Dataset; fold: Fold }> {
  const { train, test: tested, dataset, fold } = await readTrainTestFiles(options.data, test, readingOptions(options, run));
  sayWhatWasRead(train, run);
  sayWhatWasRead(tested, run);
  return { dataset, fold };
}
