import { isZpdError } from "@zpd/core";
import type { AsyncBuffer, FileMetaData } from "hyparquet";
import { AnswerTable } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import { findColumn } from "../parts/column-names";
import type { FormatReader, FormatResult, Inputs, ReadContext } from "../parts/format-reader";
import { inputError } from "../parts/input-error";
import type { OpenedSource } from "../parts/open-source";
import { bankOfNotes, datasetOfNotes, parseNotes } from "../parts/parquet-notes";
import { assertSameRoles, createTable, finishTable, planTable } from "../parts/table-plan";
import { TableRows } from "../parts/table-rows";
import { ValueRecord } from "../parts/value-record";
import { longPreset } from "../presets/long";
import { tablePresets } from "../presets/table-presets";
import { NOTES_KEY, type ParquetNotes } from "../types/parquet-notes";
import type { ColumnMap } from "../types/read-options";
import type { TablePreset } from "../types/table-preset";

const MAGIC = [0x50, 0x41, 0x52, 0x31];

const writtenPreset: TablePreset = {
  name: "parquet",
  title: "as written by writeParquet",
  signatures: [],
  columns: { learner: ["learner"], item: ["item"], score: ["score"], time: ["timestamp_ms"] },
  filters: [],
};

/** Offsets of a log are 32-bit integers. */
const MAX_ROWS = 2 ** 31 - 1;

/**
 * Parquet with one answer a row, read row group by row group through hyparquet: any columns that `long` knows, the published
 * tables that have a preset, and what `writeParquet` writes, which comes back exactly.
 */
export const parquetReader: FormatReader = {
  name: "parquet",
  title: "Parquet, one answer a row",
  matches: ({ head }) => MAGIC.every((byte, k) => head[k] === byte),
  read: readParquet,
};

async function readParquet(inputs: Inputs, context: ReadContext): Promise<FormatResult> {
  let table: AnswerTable | undefined;
  let columns: ColumnMap = {};
  let preset: TablePreset = longPreset;
  for await (const source of inputs.opened()) {
    const file = source.name;
    const buffer = await randomAccess(source);
    const metadata = await guarded(file, async () => (await import("hyparquet")).parquetMetadataAsync(buffer));
    const header = await guarded(file, async () =>
      (await import("hyparquet")).parquetSchema(metadata).children.map(({ element }) => element.name),
    );
    assertSound(file, metadata, header);
    const text = metadata.key_value_metadata?.find(({ key }) => key === NOTES_KEY)?.value;
    const plain =
      inputs.sources.length > 1 || context.options.map !== undefined || context.options.qMatrix !== undefined;
    if (text !== undefined && !plain)
      return readWritten(file, buffer, metadata, header, parseNotes(file, text), context);
    preset =
      tablePresets.find(({ signatures }) =>
        signatures.some((names) => names.every((name) => findColumn(header, name) >= 0)),
      ) ?? longPreset;
    const plan = planTable(file, header, preset, context);
    if (table === undefined) {
      table = createTable(plan);
      columns = plan.names;
    } else assertSameRoles(file, columns, plan);
    table.place.file = file;
    const rows = new TableRows({ file, header, preset, plan, table, report: context.report });
    const wanted = [
      ...Object.values(plan.fields).flat(),
      ...preset.filters.map(({ column }) => findColumn(header, column)),
    ];
    await eachRow(file, buffer, metadata, header, wanted, false, context, (record, hasDates) => {
      if (hasDates) table!.timeUnitMs = 1;
      rows.add(record);
    });
  }
  if (table === undefined || table.length === 0)
    throw inputError({ file: inputs.sources[0]?.name ?? "" }, "answers", "a table without rows");
  return finishTable(table, preset, columns, context);
}

/**
 * The library trusts a footer it could parse; a damaged one may lack what every file has, or promise rows without end.
 * @throws INVALID_INPUT
 */
function assertSound(file: string, metadata: FileMetaData, header: readonly unknown[]): void {
  const groups: unknown = metadata.row_groups;
  const sound =
    header.every((name) => typeof name === "string") &&
    Array.isArray(groups) &&
    metadata.row_groups.every(({ num_rows: rows, columns }) => {
      const chunks: unknown = columns;
      return (
        Number(rows) >= 0 &&
        Array.isArray(chunks) &&
        columns.every(({ meta_data }) => Number(meta_data?.num_values) >= Number(rows))
      );
    }) &&
    metadata.row_groups.reduce((sum, { num_rows: rows }) => sum + Number(rows), 0) === Number(metadata.num_rows) &&
    Number(metadata.num_rows) <= MAX_ROWS &&
    (metadata.key_value_metadata ?? []).every(({ key, value }) => typeof key === "string" && typeof value !== "object");
  if (sound) return;
  throw inputError(
    { file },
    "a Parquet file",
    "a footer whose names, rows and columns do not fit together",
    "is it damaged?",
  );
}

/** A log as `writeParquet` wrote it: the notes say what the rows cannot. */
async function readWritten(
  file: string,
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  header: readonly string[],
  notes: ParquetNotes,
  context: ReadContext,
): Promise<FormatResult> {
  const plan = planTable(file, header, writtenPreset, context);
  const table = new AnswerTable({ concept: false, order: false, time: plan.fields.time !== undefined });
  table.place.file = file;
  for (const id of notes.learners) table.learners.addText(id);
  for (const id of notes.items) table.items.addText(id);
  const rows = new TableRows({ file, header, preset: writtenPreset, plan, table, report: context.report });
  const wanted = Object.values(plan.fields).flat();
  await eachRow(file, buffer, metadata, header, wanted, true, context, (record) => rows.add(record));
  if (table.learners.size !== notes.learners.length || table.items.size !== notes.items.length)
    throw inputError({ file }, "rows that fit the notes in the metadata", "other learners or items");
  const log = assembleLog(table, context.report, { bank: bankOfNotes(file, notes), asWritten: true });
  return { dataset: datasetOfNotes(log, notes), columns: plan.names };
}

async function eachRow(
  file: string,
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  header: readonly string[],
  wanted: readonly number[],
  exact: boolean,
  { options }: ReadContext,
  onRow: (record: ValueRecord, hasDates: boolean) => void,
): Promise<void> {
  const { parquetScan } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const parsers = { stringFromBytes: (bytes: Uint8Array) => bytes && strict.decode(bytes) };
  const record = new ValueRecord(header.length, exact);
  const fields = [...new Set(wanted)].filter((field) => field >= 0);
  const scan = await guarded(file, () => parquetScan({ file: buffer, metadata, compressors, parsers }));
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    options.signal?.throwIfAborted();
    const rowEnd = rowStart + Number(group.num_rows);
    const values = await guarded(file, async () => {
      const read: (readonly [number, ArrayLike<unknown>])[] = [];
      for (const field of fields)
        read.push([field, await scan.readColumn({ column: header[field]!, rowStart, rowEnd })]);
      return read;
    });
    const short = values.find(([, column]) => column.length !== rowEnd - rowStart);
    if (short !== undefined)
      throw inputError(
        { file, column: header[short[0]]! },
        `${rowEnd - rowStart} values in a row group`,
        `${short[1].length}`,
      );
    for (let n = 0; n < rowEnd - rowStart; n++) {
      let hasDates = false;
      record.begin(rowStart + n + 1);
      for (const [field, column] of values) hasDates = record.put(field, column[n]) || hasDates;
      onRow(record, hasDates);
    }
    rowStart = rowEnd;
    options.onProgress?.({ task: `reading ${file}`, done: rowStart, total: Number(metadata.num_rows), unit: "rows" });
  }
}

async function randomAccess({ source, zipped, name, chunks }: OpenedSource): Promise<AsyncBuffer> {
  if (source.read !== undefined && source.size !== undefined && !zipped) {
    const { size } = source;
    const read = source.read.bind(source);
    return {
      byteLength: size,
      slice: async (start, end) => {
        // A negative start counts from the end, as in ArrayBuffer.
        const from = start < 0 ? size + start : start;
        if (from < 0 || from > size) throw inputError({ file: name }, "a whole Parquet file", "a cut-off one");
        const bytes = await read(from, Math.min(end ?? size, size));
        return bytes.slice().buffer;
      },
    };
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks()) pieces.push(new Uint8Array(chunk));
  const bytes = await new Blob(pieces).arrayBuffer();
  return { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) };
}

/** Runs a step of the Parquet library; whatever it throws becomes one message about the file. */
async function guarded<T>(file: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isZpdError(cause)) throw cause;
    const got = cause instanceof Error ? cause.message : String(cause);
    throw inputError({ file }, "a Parquet file that can be read", got, "is the file whole?", cause);
  }
}
