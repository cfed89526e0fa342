import { conceptsOf, type InteractionLog, ZpdError } from "@zpd/core";
import { type ItemColumns, readItemColumns } from "@zpd/data";
import { fileSource, pathSources } from "@zpd/data/node";
import type { DataOptions } from "../options";
import type { Run } from "../run-command";

/** What `--by` reads groups from beside the columns of a table: the concepts of the log's items. */
const CONCEPT = "concept";
/** Unknown ids shown in a message. */
const SHOWN = 3;

export interface GroupOptions extends DataOptions {
  readonly by?: string;
  readonly covariates?: string;
}

/** A cell's values: several are separated by `;`. */
export function valuesOfCell(cell: string): string[] {
  return [...new Set(cell.split(";").map((value) => value.trim()))].filter((value) => value !== "");
}

/**
 * Ids of items to their groups by the column `by`: of `--covariates` where that is given, else of the log's own table.
 * `concept` is the concepts of the log unless `--covariates` has such a column.
 * @throws INVALID_INPUT when the column is not there, an item has two values in two rows, or an item of the log has no row
 */
export async function readItemGroups(
  by: string,
  { covariates, data, map }: GroupOptions,
  log: InteractionLog,
  run: Run,
): Promise<(id: string) => readonly string[]> {
  if (by === CONCEPT && covariates === undefined) return conceptGroups(log);
  const options = { columns: [by], signal: run.signal, onProgress: run.display.onProgress };
  const groups = new Map<string, string[]>();
  if (covariates !== undefined) {
    addGroups(groups, await readItemColumns(fileSource(covariates), options), by);
  } else {
    for (const source of await pathSources(data)) {
      const itemColumn = map?.item === undefined ? {} : { itemColumn: map.item };
      addGroups(groups, await readItemColumns(source, { ...options, ...itemColumn }), by);
    }
  }
  const missing = log.items.ids.filter((id) => !groups.has(id));
  if (missing.length > 0) throw missingRows("--by", covariates ?? data.join(" "), log.items.size, missing);
  return (id) => groups.get(id) ?? [];
}

/** @throws INVALID_INPUT naming items that a table of items leaves out */
export function missingRows(where: string, file: string, items: number, missing: readonly string[]): ZpdError {
  const named = missing.slice(0, SHOWN).join(", ");
  return new ZpdError("INVALID_INPUT", {
    where,
    expected: `a row for each of the ${items} items of the log`,
    got: `none for ${missing.length} of them (${named}${missing.length > SHOWN ? ", …" : ""})`,
    location: { file },
    advice: "add the rows; a cell may be empty",
  });
}

function conceptGroups({ items, qMatrix }: InteractionLog): (id: string) => readonly string[] {
  return (id) => Array.from(conceptsOf(qMatrix, items.indexOf(id)), (concept) => qMatrix.concepts.ids[concept]!);
}

function addGroups(groups: Map<string, string[]>, { items, columns, file }: ItemColumns, by: string): void {
  const cells = columns.get(by)!;
  for (const [i, id] of items.entries()) {
    const values = valuesOfCell(cells[i]!);
    const known = groups.get(id);
    if (known !== undefined && known.join(";") !== values.join(";")) {
      throw new ZpdError("INVALID_INPUT", {
        where: "--by",
        expected: `one value of ${by} an item, "${known.join(";")}" as in another file for item "${id}"`,
        got: `"${values.join(";")}"`,
        location: { file },
        advice: "write several values into one cell, separated by ;",
      });
    }
    groups.set(id, values);
  }
}
