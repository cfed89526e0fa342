import type { CleaningCount, Fold } from "@zpd/core";
import { concatLogs } from "../logs/concat-logs";
import type { ByteSource } from "../types/byte-source";
import type { ReadOptions, ReadResult } from "../types/read-options";
import { readLog } from "./read-log";

export interface TrainAndTest {
  readonly train: ByteSource | readonly ByteSource[];
  readonly test: ByteSource | readonly ByteSource[];
}

export interface ReadLogsResult extends ReadResult {
  /** Trains on the learners of the first sources, tests those of the second; also `dataset.folds[0]`. */
  readonly fold: Fold;
}

/**
 * Reads a published split: one dataset whose items and concepts span both sides, and the fold between them. Learners of the
 * two sides are different people even where their ids are equal; see `concatLogs`. Pre- and post-tests, folds and a sequence of
 * the sources themselves are left out: they are about one side only. @throws as `readLog`
 */
export async function readLogs({ train, test }: TrainAndTest, options: ReadOptions = {}): Promise<ReadLogsResult> {
  const first = await readLog(train, options);
  const second = await readLog(test, options);
  const { log, fold, renamed } = concatLogs(first.dataset.log, second.dataset.log);
  const warnings = [...new Set([...first.warnings, ...second.warnings])];
  if (renamed > 0)
    warnings.push(`${renamed} learner ids stand in both files: taken as different people, the second marked (test)`);
  if (first.format !== second.format) warnings.push(`the files differ in format: ${first.format} and ${second.format}`);
  const extra = log.items.size - first.dataset.log.items.size;
  if (extra > 0) warnings.push(`${extra} items are met in the test files only`);
  return {
    dataset: { log, folds: [fold] },
    format: first.format,
    ...(first.columns === undefined ? {} : { columns: first.columns }),
    cleaned: addCounts(first.cleaned, second.cleaned),
    warnings,
    fold,
  };
}

function addCounts(...lists: readonly (readonly CleaningCount[])[]): CleaningCount[] {
  const sums = new Map<string, number>();
  for (const { reason, count } of lists.flat()) sums.set(reason, (sums.get(reason) ?? 0) + count);
  return [...sums].map(([reason, count]) => ({ reason, count }));
}
