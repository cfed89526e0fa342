import { conceptsOf, type InteractionLog, VocabularyBuilder, ZpdError } from "@zpd/core";
import { type ItemColumns, readItemColumns } from "@zpd/data";
import { fileSource, pathSources } from "@zpd/data/node";
import type { ItemGroups } from "@zpd/eval";
import type { DataOptions } from "../options";
import type { Run } from "../run-command";
import type { CovariateFileOptions } from "./item-covariates";
import { missingRows } from "./missing-rows";

/** What `--by` reads groups from beside the columns of a table: the concepts of the log's items. */
const CONCEPT = "concept";

export interface GroupOptions extends DataOptions, CovariateFileOptions {
  readonly by?: string;
}

/** A cell's values: several are separated by `;`. */
function valuesOfCell(cell: string): string[] {
  return [...new Set(cell.split(";").map((value) => value.trim()))].filter((value) => value !== "");
}

/**
 * The groups of a log's items by the column `by`: of `--covariates` where that has it, else of the log's own table. `concept` is
 * the concepts of the log unless `--covariates` has such a column. Groups stand in the order of their names.
 * @throws INVALID_INPUT when the column is not there, an item has two values in two rows, or an item of the log has no row
 */
export async function readItemGroups(
  by: string,
  options: GroupOptions,
  log: InteractionLog,
  run: Run,
): Promise<ItemGroups> {
  const groupsOf = await readGroupsOf(by, options, log, run);
  const names = new VocabularyBuilder();
  for (const name of [...new Set(log.items.ids.flatMap(groupsOf))].sort()) names.add(name);
  const offsets = new Int32Array(log.items.size + 1);
  const members: number[] = [];
  for (const [i, id] of log.items.ids.entries()) {
    for (const name of groupsOf(id)) members.push(names.add(name));
    offsets[i + 1] = members.length;
  }
  return { names: names.build().ids, offsets, members };
}

async function readGroupsOf(
  by: string,
  { covariates, missing, data, map }: GroupOptions,
  log: InteractionLog,
  run: Run,
): Promise<(id: string) => readonly string[]> {
  const work = { signal: run.signal, onProgress: run.display.onProgress };
  const groups = new Map<string, string[]>();
  if (covariates !== undefined) {
    const table = await readItemColumns(fileSource(covariates), by === CONCEPT ? work : { ...work, columns: [by] });
    if (!table.columns.has(by)) return conceptGroups(log);
    addGroups(groups, table, by);
  } else {
    if (by === CONCEPT) return conceptGroups(log);
    for (const source of await pathSources(data)) {
      const itemColumn = map?.item === undefined ? {} : { itemColumn: map.item };
      addGroups(groups, await readItemColumns(source, { ...work, columns: [by], ...itemColumn }), by);
    }
  }
  const without = log.items.ids.filter((id) => !groups.has(id));
  if (without.length > 0 && missing !== "attribute") {
    const file = covariates ?? data.join(" ");
    throw missingRows(
      "--by",
      file,
      `each of the ${log.items.size} items of the log`,
      without,
      "add the rows; a cell may be empty",
    );
  }
  return (id) => groups.get(id) ?? [];
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
