import { createInteractionLog, createVocabulary, type Fold, type InteractionLog } from "@zpd/core";
import { alignLog } from "./align-log";

export interface ConcatResult {
  /** Learners of the first log, then those of the second; items and concepts of both. */
  readonly log: InteractionLog;
  /** Trains on the first log's learners and tests the second's. */
  readonly fold: Fold;
  /** Learners of the second log that were renamed because the first has their id too. */
  readonly renamed: number;
}

/**
 * One log of two, with one vocabulary. Learners never merge: files that number their learners from 1 share ids without sharing
 * people, and a person on both sides of a split would leak. A second log's id that the first has too gets the ending ` (test)`.
 * Times are kept when both logs have them. O(N).
 */
export function concatLogs(train: InteractionLog, test: InteractionLog): ConcatResult {
  const aligned = alignLog(test, train, { unknownItems: "extend" });
  const taken = new Set(train.learners.ids);
  let renamed = 0;
  const ids = test.learners.ids.map((id) => {
    let own = id;
    while (taken.has(own)) own = `${own} (test)`;
    if (own !== id) renamed++;
    taken.add(own);
    return own;
  });
  const first = train.item.length;
  const answers = first + aligned.item.length;
  const learners = train.learners.size;
  const offsets = new Int32Array(learners + test.learners.size + 1);
  offsets.set(train.offsets);
  for (let l = 0; l <= test.learners.size; l++) offsets[learners + l] = first + test.offsets[l]!;
  const item = new Int32Array(answers);
  item.set(train.item);
  item.set(aligned.item, first);
  const binary = train.score instanceof Uint8Array && test.score instanceof Uint8Array;
  const score = binary ? new Uint8Array(answers) : new Float32Array(answers);
  score.set(train.score);
  score.set(test.score, first);
  let times: { timestampMs?: Float64Array } = {};
  if (train.timestampMs !== undefined && test.timestampMs !== undefined) {
    const timestampMs = new Float64Array(answers);
    timestampMs.set(train.timestampMs);
    timestampMs.set(test.timestampMs, first);
    times = { timestampMs };
  }
  const log = createInteractionLog({
    learners: createVocabulary([...train.learners.ids, ...ids]),
    items: aligned.items,
    qMatrix: aligned.qMatrix,
    offsets,
    item,
    score,
    ...times,
  });
  const all = Int32Array.from({ length: log.learners.size }, (_, l) => l);
  return { log, fold: { name: "test", train: all.subarray(0, learners), test: all.subarray(learners) }, renamed };
}
