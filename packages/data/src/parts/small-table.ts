import { findColumn, missingColumn } from "./column-names";
import { sniffDelimiter } from "./delimiter";
import { inputError } from "./input-error";
import type { OpenedSource } from "./open-source";
import { recordTexts, scanSource } from "./scan-source";

/** A table that fits in memory as text: item lists, Q-matrices, test scores. */
export interface SmallTable {
  readonly file: string;
  readonly header: readonly string[];
  /** Cells by row, all as wide as the header. */
  readonly rows: readonly (readonly string[])[];
  /** The row number of `rows[0]` in the file. */
  readonly firstRow: number;
}

/** Reads a whole table; the first record counts as header unless `bare` says that it is data. @throws INVALID_INPUT */
export async function readSmallTable(
  source: OpenedSource,
  bare: (first: readonly string[]) => boolean = () => false,
): Promise<SmallTable> {
  const all: string[][] = [];
  await scanSource(source, { delimiter: sniffDelimiter(source.head) }, (record) => {
    const cells = recordTexts(record, source.name);
    const width = all[0]?.length ?? cells.length;
    while (cells.length > width && cells.at(-1) === "") cells.pop();
    if (cells.length !== width)
      throw inputError(
        { file: source.name, row: record.row },
        `${width} fields as in the first row`,
        `${cells.length}`,
      );
    all.push(cells);
  });
  const first = all[0]!;
  return bare(first)
    ? { file: source.name, header: [], rows: all, firstRow: 1 }
    : { file: source.name, header: first, rows: all.slice(1), firstRow: 2 };
}

/** The position of a column that must be there. @throws INVALID_INPUT naming the columns found */
export function requireColumn(table: SmallTable, name: string): number {
  const at = findColumn(table.header, name);
  if (at < 0) throw missingColumn(table.file, table.header, `column "${name}"`, name);
  return at;
}
