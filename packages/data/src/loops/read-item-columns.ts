import { nearestName, type WorkOptions } from "@zpd/core";
import { findColumn, missingColumn } from "../parts/column-names";
import type { CsvRecord } from "../parts/csv-scanner";
import { sniffDelimiter } from "../parts/delimiter";
import { inputError, shown } from "../parts/input-error";
import { openSource } from "../parts/open-source";
import { recordTexts, scanSource } from "../parts/scan-source";
import { ITEM_NAMES } from "../parts/usual-names";
import type { ByteSource } from "../types/byte-source";

/** What a table says of items, column by column. */
export interface ItemColumns {
  readonly file: string;
  /** Ids in the order in which they come first. */
  readonly items: readonly string[];
  /** Cells of each column `[items]`, as written but for blanks around them; a value that is not there is "". */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

export interface ItemColumnsOptions extends WorkOptions {
  /** Which columns are read; absent: all but the item column. */
  readonly columns?: readonly string[];
  /** The column of item ids; absent: the first that has one of the usual names. */
  readonly itemColumn?: string;
}

const PARQUET = [0x50, 0x41, 0x52, 0x31];
/** What table tools write for a whole number in a column with blanks. */
const FLOAT_ID = /^(0|-?[1-9]\d{0,8})\.0$/;

/**
 * Reads columns of items from a table of text with a header: one row an item, or a log with one answer a row, whose rows of
 * one item say the same. An item id written `12.0` is `12`, as in logs. One pass, O(rows); holds one cell an item and column.
 * @throws INVALID_INPUT when a column is not there, an item has no id, or two rows of an item differ
 */
export async function readItemColumns(source: ByteSource, options: ItemColumnsOptions = {}): Promise<ItemColumns> {
  const opened = await openSource(source, options);
  const file = opened.name;
  if (PARQUET.every((byte, at) => opened.head[at] === byte)) {
    await opened.close();
    throw inputError({ file }, "columns of items in a table of text", "Parquet", "give them as CSV, a row an item");
  }
  const indices = new Map<string, number>();
  let plan: Plan | undefined;
  await scanSource(opened, { delimiter: sniffDelimiter(opened.head) }, (record) => {
    if (plan === undefined) {
      plan = planColumns(file, recordTexts(record, file), options);
      return;
    }
    const place = { file, row: record.row };
    if (record.count < plan.width) {
      throw inputError(place, `${plan.width} fields as in the header`, `${record.count}`);
    }
    const id = textOf(record, plan.itemField, file).replace(FLOAT_ID, "$1");
    if (id === "") throw inputError({ ...place, column: plan.itemName }, "an item id", "an empty cell");
    let index = indices.get(id);
    const isNew = index === undefined;
    if (index === undefined) {
      index = indices.size;
      indices.set(id, index);
    }
    for (const { name, field, cells } of plan.columns) {
      const cell = textOf(record, field, file);
      if (isNew) cells.push(cell);
      else if (cells[index] !== cell) {
        throw inputError(
          { ...place, column: name },
          `one value an item, ${shown(cells[index]!)} as in an earlier row of item ${shown(id)}`,
          shown(cell),
          "write several values into one cell, separated by ;",
        );
      }
    }
  });
  const { columns } = plan!;
  return { file, items: [...indices.keys()], columns: new Map(columns.map(({ name, cells }) => [name, cells])) };
}

interface Plan {
  readonly width: number;
  readonly itemField: number;
  readonly itemName: string;
  readonly columns: readonly { readonly name: string; readonly field: number; readonly cells: string[] }[];
}

function planColumns(file: string, header: string[], { columns, itemColumn }: ItemColumnsOptions): Plan {
  // A comma at the end of the line.
  while (header.length > 1 && header.at(-1) === "") header.pop();
  const itemField = (itemColumn === undefined ? ITEM_NAMES : [itemColumn])
    .map((name) => findColumn(header, name))
    .find((field) => field >= 0);
  if (itemField === undefined) {
    const expected = itemColumn === undefined ? "a column of item ids" : `column "${itemColumn}"`;
    throw missingColumn(file, header, expected, itemColumn, 'call it "item"');
  }
  const others = header.filter((_, field) => field !== itemField);
  const wanted = columns ?? others;
  return {
    width: header.length,
    itemField,
    itemName: header[itemField]!,
    columns: wanted.map((name) => {
      const field = findColumn(header, name);
      if (field < 0) {
        const nearest = nearestName(name, others);
        const advice = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
        throw inputError({ file, row: 1 }, `column "${name}"`, `columns ${header.map(shown).join(", ")}${advice}`);
      }
      return { name, field, cells: [] };
    }),
  };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(record: CsvRecord, field: number, file: string): string {
  const bytes = record.bytes.subarray(record.starts[field], record.ends[field]);
  try {
    return decoder.decode(bytes).trim();
  } catch (cause) {
    throw inputError({ file, row: record.row }, "text in UTF-8", "other bytes", "save the file as UTF-8", cause);
  }
}
