import { csvLine, encodeLines } from "../output/csv";
import type { TableColumn, TablePiece } from "./table";

function rowsOf(piece: TablePiece): number {
  return piece[0]!.values.length;
}

function csvValue({ type, values }: TableColumn, row: number): string | number {
  const value = values[row]!;
  return type === "number" && Number.isNaN(value) ? "" : value;
}

function* csvLines(pieces: Iterable<TablePiece>): Generator<string> {
  let first = true;
  for (const piece of pieces) {
    if (first) yield csvLine(piece.map(({ name }) => name));
    first = false;
    for (let row = 0; row < rowsOf(piece); row++) yield csvLine(piece.map((column) => csvValue(column, row)));
  }
}

/** CSV in UTF-8; a missing number is an empty cell. Memory is one piece. */
export function encodeCsv(pieces: Iterable<TablePiece>): AsyncGenerator<Uint8Array> {
  return encodeLines(csvLines(pieces));
}

function parquetColumn({ name, type, values }: TableColumn) {
  if (type === "text") return { name, type: "STRING" as const, nullable: false, data: values };
  if (type === "integer") return { name, type: "INT32" as const, nullable: false, data: values };
  const data = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return {
    name,
    type: values instanceof Float32Array ? ("FLOAT" as const) : ("DOUBLE" as const),
    nullable: true,
    data,
  };
}

/** Parquet with one row group a piece; a missing number is null. Memory is one piece. */
export async function* encodeParquet(pieces: Iterable<TablePiece>): AsyncGenerator<Uint8Array> {
  // Loaded here: few commands write one.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  let parquet: InstanceType<typeof ParquetWriter> | undefined;
  const take = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for (const piece of pieces) {
    const columnData = piece.map(parquetColumn);
    parquet ??= new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData }), createdBy: "zpd" });
    await parquet.write({ columnData, rowGroupSize: Math.max(1, rowsOf(piece)) });
    yield take();
  }
  await parquet?.finish();
  yield take();
}
