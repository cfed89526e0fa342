import {
  createInteractionLog,
  createQMatrix,
  createVocabulary,
  type InteractionLog,
  identityQMatrix,
  type QMatrix,
  type Vocabulary,
  VocabularyBuilder,
} from "@zpd/core";
import type { AnswerTable } from "./answer-table";
import { splitConceptCell } from "./concept-cell";
import { type GroupedAnswers, groupAnswers } from "./group-answers";
import { inputError, shown } from "./input-error";
import type { ItemBank } from "./item-bank";
import { mergeConceptRows } from "./merge-concept-rows";
import type { ReadReport } from "./read-report";

export interface AssembleOptions {
  /** Says which items there are and their concepts; concepts in the rows then only serve to merge rows. */
  readonly bank?: ItemBank;
  /** Equal orders of one item are one answer (an id of the answer serves as order). */
  readonly orderIsAnswer?: boolean;
  /** Rows are a log as it was written: nothing is sorted or merged, and learners without a time keep the others' times. */
  readonly asWritten?: boolean;
  /** The column that rows are sorted by, for the message. */
  readonly orderColumn?: string;
}

/** Largest number of a unit of time since 1970 that is still before the year 5138. */
const SECONDS_LIMIT = 1e11;

/**
 * Makes the log of what a reader collected, and empties the table. Learners are numbered as they first come, items and
 * concepts as they first come in the log itself (grouped by learner), so that a log written and read again is the same.
 */
export function assembleLog(table: AnswerTable, report: ReadReport, options: AssembleOptions): InteractionLog {
  const asWritten = options.asWritten === true;
  const hasTime = table.time !== undefined && (table.timeless === 0 || asWritten);
  if (table.time !== undefined && !hasTime) {
    const sorted = table.order === undefined ? "; rows keep the order of the file" : "";
    report.warn(`${table.timeless} of ${table.length} rows have no time: times are left out${sorted}`);
  }
  const grouped = groupAnswers(table, hasTime && !asWritten);
  if (grouped.sortedLearners > 0) {
    const by = options.orderColumn === undefined ? "order" : `column ${options.orderColumn}`;
    report.warn(`the rows of ${grouped.sortedLearners} learners were not in order: sorted by ${by}`);
  }
  if (!hasTime) grouped.time = undefined;
  if (!asWritten) merge(grouped, table, report, options);
  warnOfNormalisedIds(table, report);

  const { items, qMatrix } =
    options.bank === undefined ? numberItems(grouped.item, table, report) : useBank(grouped.item, table, options.bank);
  return createInteractionLog({
    learners: createVocabulary(table.learners.ids()),
    items,
    qMatrix,
    offsets: grouped.offsets,
    item: grouped.item,
    score: grouped.score,
    ...(grouped.time === undefined ? {} : { timestampMs: toMilliseconds(grouped.time, table.timeUnitMs) }),
  });
}

function merge(grouped: GroupedAnswers, table: AnswerTable, report: ReadReport, options: AssembleOptions): void {
  if (grouped.cell === undefined && options.orderIsAnswer !== true && (grouped.order ?? grouped.time) === undefined)
    return;
  const counts = mergeConceptRows(grouped, table, options.orderIsAnswer === true);
  report.remove("row naming another concept of the same answer (merged into one answer)", counts.concepts);
  report.remove("row repeating an answer id", counts.repeatedAnswers);
  if (counts.equalRows > 0)
    report.warn(`${counts.equalRows} rows equal the row before them in all that was read: kept`);
  if (counts.variedItems > 0 && options.bank === undefined)
    report.warn(`${counts.variedItems} items are logged with different concepts in different answers: all are taken`);
}

function warnOfNormalisedIds(table: AnswerTable, report: ReadReport): void {
  for (const [role, ids] of [
    ["learner", table.learners],
    ["item", table.items],
    ["concept", table.cells],
  ] as const)
    if (ids.normalised > 0) report.warn(`${ids.normalised} ${role} ids written like "1.0" are read as "1"`);
}

/** Renumbers `item` in place by first appearance and collects the concepts of each item. */
function numberItems(
  item: Int32Array,
  table: AnswerTable,
  report: ReadReport,
): { items: Vocabulary; qMatrix: QMatrix } {
  const renumbered = new Int32Array(table.items.size).fill(-1);
  const ids: string[] = [];
  const rows: number[][] = [];
  const concepts = new VocabularyBuilder();
  const conceptsOfCell = new Map<number, readonly string[]>();
  const split = (cell: number): readonly string[] => {
    const known = conceptsOfCell.get(cell) ?? splitConceptCell(table.cells.idOf(cell));
    conceptsOfCell.set(cell, known);
    return known;
  };
  for (let n = 0; n < item.length; n++) {
    const old = item[n]!;
    let index = renumbered[old]!;
    if (index < 0) {
      index = ids.length;
      renumbered[old] = index;
      ids.push(table.items.idOf(old));
      rows.push(table.cellsOf(old).flatMap((cell) => split(cell).map((id) => concepts.add(id))));
    }
    item[n] = index;
  }
  const items = createVocabulary(ids);
  if (table.cell === undefined) return { items, qMatrix: identityQMatrix(items) };
  const bare = rows.filter((row) => row.length === 0).length;
  if (bare > 0) {
    let answers = 0;
    for (const index of item) if (rows[index]!.length === 0) answers++;
    report.warn(`${bare} items with ${answers} answers have no concept: kept without one`);
  }
  return { items, qMatrix: createQMatrix(rows, concepts.build()) };
}

function useBank(item: Int32Array, table: AnswerTable, bank: ItemBank): { items: Vocabulary; qMatrix: QMatrix } {
  const indices = Int32Array.from(table.items.ids(), (id) => bank.items.indexOf(id));
  const missing = indices.indexOf(-1);
  if (missing >= 0) {
    const count = indices.reduce((sum, index) => sum + (index < 0 ? 1 : 0), 0);
    throw inputError(
      { file: bank.file },
      `every item of the log among the ${bank.items.size} items of this file`,
      `${count} unknown items, the first ${shown(table.items.idOf(missing))}`,
      `its ids look like ${bank.items.ids.slice(0, 3).map(shown).join(", ")}`,
    );
  }
  for (let n = 0; n < item.length; n++) item[n] = indices[item[n]!]!;
  return { items: bank.items, qMatrix: bank.qMatrix };
}

/** One unit for the whole column, told by its largest number: seconds, milliseconds, microseconds or nanoseconds. */
function toMilliseconds(time: Float64Array, unitMs: number | undefined): Float64Array {
  let unit = unitMs;
  if (unit === undefined) {
    let largest = 0;
    for (const value of time) largest = Math.max(largest, Math.abs(value));
    unit =
      largest < SECONDS_LIMIT ? 1e3 : largest < SECONDS_LIMIT * 1e3 ? 1 : largest < SECONDS_LIMIT * 1e6 ? 1e-3 : 1e-6;
  }
  if (unit === 1) return time;
  // Dividing by a whole number rounds once; multiplying by 1e-3 would not give whole milliseconds back.
  for (let n = 0; n < time.length; n++) time[n] = unit > 1 ? time[n]! * unit : time[n]! / Math.round(1 / unit);
  return time;
}
