import { conceptsOf, type Dataset, type InteractionLog } from "@zpd/core";
import { conceptCells } from "../parts/item-cells";
import { NOTES_KEY, type ParquetNotes } from "../types/parquet-notes";

/** Rows of a row group: what is held in memory at a time. */
const GROUP_ROWS = 100_000;

/**
 * The log as Parquet, one answer a row: `learner, order, item, concept, score, timestamp_ms`. The metadata keep vocabularies,
 * Q-matrix, tests, folds and sequence, so reading it back gives the same dataset exactly. Memory is one row group. O(N).
 */
export async function* writeParquet(dataset: Dataset): AsyncIterable<Uint8Array> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const { log } = dataset;
  const writer = new ByteWriter();
  const cells = conceptCells(log);
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: columnsOf(log, cells, 0, 0) }),
    kvMetadata: [{ key: NOTES_KEY, value: JSON.stringify(notesOf(dataset)) }],
    createdBy: "zpd",
  });
  const take = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for (let from = 0; from < log.item.length; from += GROUP_ROWS) {
    const to = Math.min(from + GROUP_ROWS, log.item.length);
    await parquet.write({ columnData: columnsOf(log, cells, from, to), rowGroupSize: GROUP_ROWS });
    yield take();
  }
  await parquet.finish();
  yield take();
}

function columnsOf(log: InteractionLog, cells: readonly string[], from: number, to: number) {
  const learner: string[] = [];
  const order = new Int32Array(to - from);
  // The first learner whose rows end after `from`, by halving.
  let l = 0;
  for (let high = log.learners.size; l < high; ) {
    const middle = (l + high) >> 1;
    if (log.offsets[middle + 1]! > from) high = middle;
    else l = middle + 1;
  }
  for (let n = from; n < to; n++) {
    while (n >= log.offsets[l + 1]!) l++;
    learner.push(log.learners.ids[l]!);
    order[n - from] = n - log.offsets[l]! + 1;
  }
  const item = log.item.subarray(from, to);
  const binary = log.score instanceof Uint8Array;
  const column = { nullable: false } as const;
  return [
    { ...column, name: "learner", type: "STRING" as const, data: learner },
    { ...column, name: "order", type: "INT32" as const, data: order },
    { ...column, name: "item", type: "STRING" as const, data: Array.from(item, (i) => log.items.ids[i]!) },
    { ...column, name: "concept", type: "STRING" as const, data: Array.from(item, (i) => cells[i]!) },
    binary
      ? { ...column, name: "score", type: "INT32" as const, data: Int32Array.from(log.score.subarray(from, to)) }
      : { ...column, name: "score", type: "FLOAT" as const, data: log.score.slice(from, to) as Float32Array },
    ...(log.timestampMs === undefined
      ? []
      : [{ ...column, name: "timestamp_ms", type: "DOUBLE" as const, data: log.timestampMs.slice(from, to) }]),
  ];
}

function notesOf({ log, tests, folds, sequence }: Dataset): ParquetNotes {
  const scores = (values: Float64Array): (number | null)[] => Array.from(values, (v) => (Number.isNaN(v) ? null : v));
  return {
    version: 1,
    learners: log.learners.ids,
    items: log.items.ids,
    concepts: log.qMatrix.concepts.ids,
    qMatrix: Array.from({ length: log.items.size }, (_, i) => [...conceptsOf(log.qMatrix, i)]),
    ...(tests === undefined ? {} : { preTest: scores(tests.preTest), postTest: scores(tests.postTest) }),
    ...(folds === undefined
      ? {}
      : { folds: folds.map(({ name, train, test }) => ({ name, train: [...train], test: [...test] })) }),
    ...(sequence === undefined ? {} : { sequence: [...sequence] }),
  };
}
