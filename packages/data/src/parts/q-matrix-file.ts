import { findColumn } from "./column-names";
import { splitConceptCell } from "./concept-cell";
import { inputError, shown } from "./input-error";
import { createItemBank, type ItemBank } from "./item-bank";
import type { SmallTable } from "./small-table";
import { CONCEPT_NAMES, ITEM_NAMES } from "./usual-names";

const BIT = /^(?:[01](?:\.0)?)$/;
const INTEGER = /^(?:0|[1-9]\d{0,8})$/;

/** True when a first row is data of a 0/1 matrix rather than names. */
export function isBitRow(cells: readonly string[]): boolean {
  return cells.every((cell) => BIT.test(cell));
}

function usual(header: readonly string[], names: readonly string[]): number {
  for (const name of names) {
    const at = findColumn(header, name);
    if (at >= 0) return at;
  }
  return -1;
}

/**
 * The bank of items that a Q-matrix file describes. A header with an item and a concept column makes it a table (several
 * concepts in a cell, or several rows of an item, add up); else rows are 0/1 and columns are concepts, with an item column
 * before them or without one: then row k is the k-th item.
 * @throws INVALID_INPUT when cells are not 0/1 or the rows cannot be given to items
 */
export function bankOfTable(table: SmallTable, logItems: readonly string[], columnOrder?: readonly string[]): ItemBank {
  const { header, rows, file } = table;
  const itemField = usual(header, ITEM_NAMES);
  const conceptField = usual(header, CONCEPT_NAMES);
  if (itemField >= 0 && conceptField >= 0) {
    const bank = new Map<string, string[]>();
    for (const row of rows) {
      const id = plainId(row[itemField]!);
      const known = bank.get(id);
      const concepts = splitConceptCell(row[conceptField]!);
      if (known === undefined) bank.set(id, concepts);
      else known.push(...concepts);
    }
    return createItemBank(file, [...bank.keys()], [...bank.values()]);
  }
  const idField = header.length > 0 && (itemField === 0 || header[0] === "") ? 0 : -1;
  const concepts = header.length > 0 ? header.slice(idField + 1) : (rows[0] ?? []).map((_, k) => `${k + 1}`);
  const conceptsOfItem = rows.map((row, r) =>
    concepts.filter((_, k) => {
      const cell = row[k + idField + 1]!;
      if (BIT.test(cell)) return cell.startsWith("1");
      const location = { file, row: r + table.firstRow, column: concepts[k]! };
      throw inputError(location, "0 or 1", shown(cell), "or a header with an item and a concept column");
    }),
  );
  const ids = idField === 0 ? rows.map((row) => plainId(row[0]!)) : rowIds(file, rows.length, logItems, columnOrder);
  const duplicate = ids.find((id, k) => ids.indexOf(id) !== k);
  if (duplicate !== undefined) throw inputError({ file }, "one row an item", `several of ${shown(duplicate)}`);
  return createItemBank(file, ids, conceptsOfItem);
}

function plainId(id: string): string {
  return id.endsWith(".0") && INTEGER.test(id.slice(0, -2)) ? id.slice(0, -2) : id;
}

/** Which item each row of a bare matrix is. */
function rowIds(
  file: string,
  rows: number,
  logItems: readonly string[],
  columnOrder: readonly string[] | undefined,
): readonly string[] {
  if (columnOrder !== undefined) {
    if (columnOrder.length === rows) return columnOrder;
    throw inputError({ file }, `one row for each of the ${columnOrder.length} items of the log`, `${rows} rows`);
  }
  const foreign = logItems.find((id) => !INTEGER.test(id));
  if (foreign !== undefined)
    throw inputError(
      { file },
      "item ids that are integers, since the rows of this matrix bear no ids",
      `item ${shown(foreign)} in the log`,
      "give a table with an item and a concept column",
    );
  const numbers = logItems.map(Number);
  const largest = numbers.reduce((a, b) => Math.max(a, b), 0);
  const first = numbers.includes(0) ? 0 : 1;
  if (largest - first >= rows)
    throw inputError(
      { file },
      `item ids ${first}…${first + rows - 1}, as it has ${rows} rows`,
      `item ${largest} in the log`,
    );
  return Array.from({ length: rows }, (_, k) => `${first + k}`);
}
