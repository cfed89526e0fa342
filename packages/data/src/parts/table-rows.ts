import { parseNumber } from "../maths/parse-number";
import { parseIsoTime } from "../maths/parse-time";
import type { TablePreset } from "../types/table-preset";
import type { AnswerTable } from "./answer-table";
import { locationOf } from "./answer-table";
import { type ColumnPlan, findColumn } from "./column-names";
import type { CsvRecord } from "./csv-scanner";
import type { IdTable } from "./id-table";
import { inputError, shown } from "./input-error";
import type { ReadReport } from "./read-report";
import { createScoreParser } from "./score-cell";

/** Joins the cells of an id made of several columns; cannot stand in a line of text by itself. */
const JOINT = " / ";

const MS_NAME = /(?:_ms|Ms|\(ms\)|millis(?:econds)?)$/;

export interface TableRowsOptions {
  readonly file: string;
  readonly header: readonly string[];
  readonly preset: TablePreset;
  readonly plan: ColumnPlan;
  readonly table: AnswerTable;
  readonly report: ReadReport;
  /** Item id to its correct answer, for presets with an answer key. */
  readonly answers?: ReadonlyMap<string, string>;
}

type IdRole = "learner" | "item" | "concept" | "fold";

/** Where the ids of a role stand and what numbers them. */
interface IdColumn {
  readonly role: IdRole;
  readonly fields: readonly number[];
  /** The first of `fields`, mostly the only one. */
  readonly field: number;
  readonly name: string;
  readonly ids: IdTable;
}

/**
 * Turns records of a table with one answer a row into answers. One instance a file; the answer table may be shared by
 * several files of one log. No string is made for a record that is in order.
 */
export class TableRows {
  readonly #options: TableRowsOptions;
  readonly #parseScore;
  readonly #filters: readonly { field: number; values: readonly Uint8Array[]; reason: string }[];
  readonly #learner: IdColumn | undefined;
  readonly #item: IdColumn;
  readonly #concept: IdColumn | undefined;
  readonly #fold: IdColumn | undefined;
  readonly #orderField: number;
  readonly #timeField: number;
  readonly #scoreField: number;
  readonly #wholeFileLearner: number;
  readonly #given: number;
  #scratch = new Uint8Array(256);
  #timeKind: "number" | "date" | undefined;

  constructor(options: TableRowsOptions) {
    const { preset, header, table, plan, file } = options;
    this.#options = options;
    this.#parseScore = createScoreParser(preset.scoreWords);
    const text = new TextEncoder();
    this.#filters = preset.filters.flatMap((filter) => {
      const field = findColumn(header, filter.column);
      return field < 0 ? [] : [{ field, values: filter.values.map((v) => text.encode(v)), reason: filter.reason }];
    });
    const { fields } = plan;
    const column = (role: IdRole, at: readonly number[] | undefined, ids: IdTable): IdColumn | undefined =>
      at === undefined ? undefined : { role, fields: at, field: at[0]!, name: header[at[0]!]!, ids };
    this.#learner = column("learner", fields.learner, table.learners);
    this.#item = column("item", fields.item ?? fields.concept, table.items)!;
    this.#concept = column("concept", fields.concept, table.cells);
    this.#fold = column("fold", fields.fold, table.foldLabels);
    this.#orderField = fields.order?.[0] ?? -1;
    this.#timeField = fields.time?.[0] ?? -1;
    this.#scoreField = fields.score?.[0] ?? -1;
    const byFile = plan.fields.learner === undefined && preset.learnerIsFileName === true;
    this.#wholeFileLearner = byFile ? table.learners.addText(learnerOfFile(file)) : -1;
    this.#given = preset.answerKey === undefined ? -1 : findColumn(header, preset.answerKey.given);
    if (plan.names.time !== undefined && MS_NAME.test(plan.names.time)) table.timeUnitMs = 1;
  }

  /** Adds the answer of one record, or counts why not. @throws INVALID_INPUT naming row and column */
  add(record: CsvRecord): void {
    const { table } = this.#options;
    table.place.row = record.row;
    table.place.column = undefined;
    this.#checkWidth(record);
    if (this.#filters.length > 0 && this.#isFiltered(record)) return;
    const cell = this.#concept === undefined ? -1 : this.#id(record, this.#concept);
    const learner = this.#learner === undefined ? this.#wholeFileLearner : this.#id(record, this.#learner);
    const item = this.#id(record, this.#item);
    const order = this.#orderField < 0 ? Number.NaN : this.#order(record, this.#orderField);
    const time = this.#timeField < 0 ? Number.NaN : this.#time(record, this.#timeField);
    if (this.#fold !== undefined) table.setFold(learner, this.#id(record, this.#fold));
    table.add(learner, item, this.#score(record, item), cell, order, time);
  }

  #isFiltered(record: CsvRecord): boolean {
    const filter = this.#filters.find(({ field, values }) => values.some((value) => holds(record, field, value)));
    if (filter === undefined) return false;
    this.#options.report.remove(filter.reason);
    return true;
  }

  #checkWidth(record: CsvRecord): void {
    const width = this.#options.header.length;
    if (record.count === width) return;
    // Empty cells past the header are a comma at the end of the line.
    let count = record.count;
    while (count > width && record.starts[count - 1] === record.ends[count - 1]) count--;
    if (count === width) return;
    throw inputError(
      { file: this.#options.file, row: record.row },
      `${width} fields as in the header`,
      `${record.count}`,
      record.count < width
        ? "is the line cut off, or the delimiter another?"
        : "does a cell hold the delimiter unquoted?",
    );
  }

  #id(record: CsvRecord, { role, field, fields, name, ids }: IdColumn): number {
    this.#options.table.place.column = name;
    if (fields.length === 1) {
      const start = record.starts[field]!;
      const end = record.ends[field]!;
      if (start === end && role !== "concept") this.#fail(`a ${role} id`, "an empty cell");
      return ids.add(record.bytes, start, end, record.quoted[field] === 1);
    }
    let length = 0;
    for (const [k, part] of fields.entries()) {
      length = k === 0 ? 0 : this.#put(length, JOINT_BYTES, 0, JOINT_BYTES.length);
      length = this.#put(length, record.bytes, record.starts[part]!, record.ends[part]!);
    }
    return ids.add(this.#scratch, 0, length, true);
  }

  #put(to: number, bytes: Uint8Array, start: number, end: number): number {
    const length = to + end - start;
    if (length > this.#scratch.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.#scratch.subarray(0, to));
      this.#scratch = larger;
    }
    this.#scratch.set(bytes.subarray(start, end), to);
    return length;
  }

  #score(record: CsvRecord, item: number): number {
    const { table, header, plan, answers } = this.#options;
    const field = this.#scoreField;
    if (field >= 0) {
      const score = this.#parseScore(record.bytes, record.starts[field]!, record.ends[field]!);
      if (Number.isNaN(score)) {
        table.place.column = header[field]!;
        this.#fail("a score in 0…1", shown(textOf(record, field)));
      }
      return score;
    }
    const correct = answers?.get(table.items.idOf(item));
    if (correct === undefined) {
      table.place.column = plan.names.item;
      this.#fail("an item of the item table", shown(table.items.idOf(item)));
    }
    return textOf(record, this.#given) === correct ? 1 : 0;
  }

  #order(record: CsvRecord, field: number): number {
    const order = parseNumber(record.bytes, record.starts[field]!, record.ends[field]!);
    if (!Number.isNaN(order)) return order;
    const { table, header } = this.#options;
    table.place.column = header[field]!;
    return this.#fail("a number to order rows by", shown(textOf(record, field)), "map dates as time, not as order");
  }

  #time(record: CsvRecord, field: number): number {
    const number = parseNumber(record.bytes, record.starts[field]!, record.ends[field]!);
    const { table, header } = this.#options;
    table.place.column = header[field]!;
    if (!Number.isNaN(number)) {
      if (this.#timeKind === "date") this.#fail("a date as in the rows before", shown(textOf(record, field)));
      this.#timeKind = "number";
      return number;
    }
    const text = textOf(record, field);
    if (NO_TIME.has(text)) return Number.NaN;
    const time = parseIsoTime(text);
    if (Number.isNaN(time) || this.#timeKind === "number")
      this.#fail("seconds or milliseconds since 1970, or a date like 2012-09-28 15:11:27", shown(text));
    this.#timeKind = "date";
    table.timeUnitMs = 1;
    return time;
  }

  #fail(expected: string, got: string, advice?: string): never {
    throw inputError(locationOf(this.#options.table.place), expected, got, advice);
  }
}

const JOINT_BYTES = new TextEncoder().encode(JOINT);
const NO_TIME = new Set(["", "NA", "NaN", "nan", "null", "NULL"]);

function learnerOfFile(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  return name.replace(/(?:\.(?:csv|tsv|txt|gz))+$/i, "");
}

function textOf(record: CsvRecord, field: number): string {
  return new TextDecoder().decode(record.bytes.subarray(record.starts[field], record.ends[field]));
}

function holds(record: CsvRecord, field: number, value: Uint8Array): boolean {
  const start = record.starts[field]!;
  if (record.ends[field]! - start !== value.length) return false;
  for (let k = 0; k < value.length; k++) if (record.bytes[start + k] !== value[k]) return false;
  return true;
}
