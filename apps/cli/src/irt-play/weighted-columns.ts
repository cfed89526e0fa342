import { type Vocabulary, ZpdError } from "@zpd/core";
import { readItemColumns } from "@zpd/data";
import { fileSource } from "@zpd/data/node";
import type { HomeworkColumn } from "@zpd/rl";
import type { Run } from "../run-command";

/** Names of columns to what they weigh, in the order given. */
export type ColumnWeights = Readonly<Record<string, number>>;

/** What `--columns` and `--weight` ask for. */
export interface ColumnOptions {
  readonly columns?: string;
  readonly weight?: ColumnWeights;
}

/**
 * Numeric columns of the bank's items as factors of the score. Rows of other items are left out. O(rows).
 * @throws INVALID_INPUT where one option stands without the other, an item has no row, or a cell is no number
 */
export async function readWeightedColumns(
  { columns: file, weight }: ColumnOptions,
  items: Vocabulary,
  run: Run,
): Promise<HomeworkColumn[]> {
  if (file === undefined && weight === undefined) return [];
  if (file === undefined || weight === undefined) {
    throw new ZpdError("INVALID_INPUT", {
      where: file === undefined ? "--weight" : "--columns",
      expected: "--columns and --weight together",
      got: `no ${file === undefined ? "--columns" : "--weight"}`,
      advice: "for example --columns items.csv --weight recency=0.2",
    });
  }
  const names = Object.keys(weight);
  const table = await readItemColumns(fileSource(file), {
    columns: names,
    signal: run.signal,
    onProgress: run.display.onProgress,
  });
  const rowOf = new Map(table.items.map((id, row) => [id, row]));
  return names.map((name) => {
    const cells = table.columns.get(name)!;
    const values = Float64Array.from(items.ids, (id) => {
      const row = rowOf.get(id);
      if (row === undefined) throw badCell(file, name, "a row for each item of the model", `none for item "${id}"`);
      const cell = cells[row]!;
      const value = cell === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) throw badCell(file, name, "a number for each item", `"${cell}" for item "${id}"`);
      return value;
    });
    if (values.every((value) => value === values[0])) {
      run.display.note(`  warning: column ${name} is ${values[0]} for every item and changes no order`);
    }
    return { name, values, weight: weight[name]! };
  });
}

function badCell(file: string, column: string, expected: string, got: string): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: "--columns",
    expected,
    got,
    location: { file, column },
    advice: "fill what is missing, for example with the column's mean",
  });
}
