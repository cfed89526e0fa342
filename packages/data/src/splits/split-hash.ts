import { type Fold, fingerprintColumns, type InteractionLog } from "@zpd/core";

/**
 * 64 hexadecimal digits that tell whether two experiments used the same split: over the sorted ids of learners trained on
 * and tested in each fold, so neither the order of the file nor the names of the folds matter. O(F L log L).
 */
export async function splitHash(log: InteractionLog, folds: readonly Fold[]): Promise<string> {
  const text = new TextEncoder();
  const ids = (learners: Int32Array): Uint8Array =>
    text.encode(JSON.stringify(Array.from(learners, (l) => log.learners.ids[l]!).sort()));
  const columns: Record<string, Uint8Array> = {};
  for (const [k, { train, test }] of folds.entries()) {
    columns[`train ${k}`] = ids(train);
    columns[`test ${k}`] = ids(test);
  }
  return fingerprintColumns(columns);
}
