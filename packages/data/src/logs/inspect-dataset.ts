import { answerCount, type CleaningCount, fingerprintLog } from "@zpd/core";
import type { ReadResult } from "../types/read-options";

/** What `zpd data inspect --json` prints. */
export interface Inspection {
  readonly format: string;
  readonly learners: number;
  readonly items: number;
  readonly concepts: number;
  readonly answers: number;
  /** Mean score; absent without answers. */
  readonly correctRate?: number;
  /** Answers per learner; absent without learners. */
  readonly lengths?: { readonly min: number; readonly median: number; readonly max: number };
  /** Absent without items. */
  readonly conceptsPerItem?: { readonly min: number; readonly mean: number; readonly max: number };
  readonly cleaned: readonly CleaningCount[];
  readonly warnings: readonly string[];
  readonly fingerprint: string;
}

/** Counts a log. O(N + L log L). */
export async function inspectDataset({ dataset, format, cleaned, warnings }: ReadResult): Promise<Inspection> {
  const { log } = dataset;
  const { qMatrix } = log;
  const answers = answerCount(log);
  let right = 0;
  for (const score of log.score) right += score;
  return {
    format,
    learners: log.learners.size,
    items: log.items.size,
    concepts: qMatrix.concepts.size,
    answers,
    ...(answers === 0 ? {} : { correctRate: right / answers }),
    ...(log.learners.size === 0 ? {} : { lengths: lengthsOf(differences(log.offsets)) }),
    ...(log.items.size === 0 ? {} : { conceptsPerItem: countsOf(differences(qMatrix.offsets)) }),
    cleaned,
    warnings,
    fingerprint: await fingerprintLog(log),
  };
}

function differences(offsets: Int32Array): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, k) => offsets[k + 1]! - offsets[k]!).sort();
}

function lengthsOf(sorted: Int32Array): { min: number; median: number; max: number } {
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { min: sorted[0]!, median, max: sorted.at(-1)! };
}

function countsOf(sorted: Int32Array): { min: number; mean: number; max: number } {
  return { min: sorted[0]!, mean: sorted.reduce((sum, n) => sum + n, 0) / sorted.length, max: sorted.at(-1)! };
}
