import {
  createInteractionLog,
  createNumberedVocabulary,
  createRandomStream,
  type InteractionLog,
  identityQMatrix,
  NO_ITEM,
} from "@zpd/core";
import { expect, it } from "vitest";
import { createShareTracer } from "../../test/share-tracer";
import { masteryAtEnd } from "./mastery-at-end";
import { predictLog } from "./predict-log";

const items = createNumberedVocabulary(4, "item");
const tracer = createShareTracer(items);

function logOfLengths(lengths: readonly number[], seed = 1): InteractionLog {
  const offsets = new Int32Array(lengths.length + 1);
  for (const [l, length] of lengths.entries()) offsets[l + 1] = offsets[l]! + length;
  const draws = createRandomStream(seed);
  const answers = offsets.at(-1)!;
  return createInteractionLog({
    learners: createNumberedVocabulary(lengths.length, "learner"),
    items,
    qMatrix: identityQMatrix(items),
    offsets,
    item: Int32Array.from({ length: answers }, () => draws.integer(items.size)),
    score: Uint8Array.from({ length: answers }, () => draws.integer(2)),
  });
}

/** One learner at a time, with plain counts: (right + 1) / (seen + 2) of the item before the answer. */
function oneByOne(log: InteractionLog): { probability: number[]; mastery: number[] } {
  const probability: number[] = [];
  const mastery: number[] = [];
  for (let l = 0; l < log.learners.size; l++) {
    const seen = items.ids.map(() => 0);
    const right = items.ids.map(() => 0);
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++) {
      const item = log.item[n]!;
      probability.push(Math.fround((right[item]! + 1) / (seen[item]! + 2)));
      seen[item]!++;
      right[item]! += log.score[n]!;
    }
    mastery.push(...right.map((count, item) => Math.fround((count + 1) / (seen[item]! + 2))));
  }
  return { probability, mastery };
}

// Learners without answers, equal lengths, one far longer than the rest, not in order.
const lengths = [3, 0, 17, 5, 5, 1, 90, 2, 0, 16, 8, 33];

it.each([1, 2, 3, 5, 1024])("equals one learner after the other with batches of %i", async (batchSize) => {
  const log = logOfLengths(lengths);
  const expected = oneByOne(log);
  expect([...(await predictLog(tracer, log, { batchSize }))]).toEqual(expected.probability);
  expect([...(await masteryAtEnd(tracer, log, { batchSize }))]).toEqual(expected.mastery);
});

it("does not see the answer it foretells, nor later ones", async () => {
  const log = logOfLengths([30, 30]);
  const before = await predictLog(tracer, log);
  const changed = { ...log, score: log.score.slice() };
  changed.score[40] = 1 - changed.score[40]!;
  const after = await predictLog(tracer, changed);
  expect([...after.subarray(0, 41)]).toEqual([...before.subarray(0, 41)]);
  expect([...after.subarray(41)]).not.toEqual([...before.subarray(41)]);
});

it("hands over the time of each answer", async () => {
  const log = logOfLengths([2, 3]);
  const seen: (number[] | undefined)[] = [];
  const timed = { ...log, timestampMs: Float64Array.from([10, 20, 30, 40, 50]) };
  const spy = {
    ...tracer,
    observe: (...call: Parameters<typeof tracer.observe>) => {
      seen.push(call[3]?.timestampMs === undefined ? undefined : [...call[3].timestampMs.subarray(0, 1)]);
      tracer.observe(...call);
    },
  };
  await predictLog(spy, timed);
  // The longer learner (rows 2 … 4 of the log) is the first of the batch.
  expect(seen).toEqual([[30], [40], [50]]);
});

it("offers nothing to learners who have answered everything", async () => {
  const log = logOfLengths([3, 2, 3]);
  const observed: number[][] = [];
  const spy = {
    ...tracer,
    observe: (...call: Parameters<typeof tracer.observe>) => {
      observed.push([...call[1]]);
      tracer.observe(...call);
    },
  };
  await predictLog(spy, log);
  // Rows by length: learners 0, 2, 1; the last has two answers.
  const [, , third] = observed;
  expect(third).toEqual([log.item[2], log.item[7], NO_ITEM]);
});

it("reports progress, and stops when told to", async () => {
  const log = logOfLengths(lengths);
  const done: number[] = [];
  await predictLog(tracer, log, { batchSize: 6, onProgress: (event) => done.push(event.done) });
  expect(done.at(-1)).toBe(180);
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  await expect(predictLog(tracer, log, { signal: abort.signal })).rejects.toThrow("enough");
});

it("refuses a log over other items", async () => {
  const other = createShareTracer(createNumberedVocabulary(5));
  await expect(predictLog(other, logOfLengths([1]))).rejects.toThrow(
    'predictLog: expected a log over the 5 items of tracer "share", got 4 items',
  );
});
