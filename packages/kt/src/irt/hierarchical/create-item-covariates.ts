import { type Vocabulary, ZpdError } from "@zpd/core";
import type { CovariateFamily, ItemCovariates } from "../types/item-covariates";
import { type MissingCovariates, readCovariateColumn } from "./covariate-column";

/** Columns of text, as a CSV file has them: `item` `[R]` and further columns `[R]` by name. */
export interface CovariateTable {
  readonly item: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

export interface CovariateOptions {
  /**
   * Items without a row, and empty cells: an error (default), or an attribute `(missing)` of their own; in a number column
   * they then count as the mean as well.
   */
  readonly missing?: MissingCovariates;
  /**
   * The families of an earlier fit that these items are to join: each column is read as text or numbers as it was there, and may
   * be the same for all of these items.
   */
  readonly like?: readonly CovariateFamily[];
}

/**
 * The covariates of `I` items out of a table, one family a column: see `readCovariateColumn` for what a cell may hold. Rows
 * of items that are not among `items` are listed in `ignored` and play no part. O(rows x columns).
 * @throws INVALID_INPUT on a table without columns or with columns of different lengths, an item with two rows, missing
 *   values (unless `missing` allows them), values that are none, and columns that are the same for all items
 *   (unless `like` has them)
 */
export function createItemCovariates(
  items: Vocabulary,
  { item, columns }: CovariateTable,
  { missing = "refuse", like = [] }: CovariateOptions = {},
): ItemCovariates {
  const fail = (expected: string, got: string, advice: string): never => {
    throw new ZpdError("INVALID_INPUT", { where: "createItemCovariates", expected, got, advice });
  };
  const names = Object.keys(columns);
  if (names.length === 0) fail('columns besides "item"', "none", "give at least one covariate");
  for (const name of names) {
    const rows = columns[name]!.length;
    if (rows !== item.length) fail(`${item.length} cells in "${name}"`, `${rows}`, "give every row all columns");
  }
  const rowOf = new Int32Array(items.size).fill(-1);
  const ignored: string[] = [];
  const seen = new Set<string>();
  item.forEach((id, row) => {
    if (seen.has(id)) fail("one row an item", `a second row for "${id}"`, "put several values into one cell, with ;");
    seen.add(id);
    const index = items.indexOf(id);
    if (index < 0) ignored.push(id);
    else rowOf[index] = row;
  });
  const families = names.map((name) =>
    readCovariateColumn(
      name,
      Array.from(rowOf, (row) => (row < 0 ? undefined : columns[name]![row])),
      items.ids,
      missing,
      like.find((family) => family.name === name),
    ),
  );
  return ignored.length === 0 ? { families } : { families, ignored };
}
