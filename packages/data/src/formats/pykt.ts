import { parseNumber } from "../maths/parse-number";
import { AnswerTable, locationOf } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import { findColumn, missingColumn } from "../parts/column-names";
import type { CsvRecord } from "../parts/csv-scanner";
import { foldsOfLabels } from "../parts/fold-labels";
import type { FormatReader, ReadContext } from "../parts/format-reader";
import { inputError, shown } from "../parts/input-error";
import { recordTexts, scanSource } from "../parts/scan-source";
import { createScoreParser } from "../parts/score-cell";

const COMMA = 44;
const parseScore = createScoreParser();

/** Where each column of the table stands; -1 when absent. */
interface PyktColumns {
  readonly uid: number;
  readonly questions: number;
  readonly concepts: number;
  readonly responses: number;
  readonly timestamps: number;
  readonly fold: number;
}

/**
 * The tables of pyKT (Liu et al. 2022): a learner (or a window of one) a row, lists in quotes: `questions`, `concepts`, `responses`,
 * `timestamps`. -1 pads the lists of windows and is counted. Rows that repeat a question once a concept are merged into one answer.
 * A column `fold` gives the folds; fold -1 is pyKT's own test part.
 */
export const pyktReader: FormatReader = {
  name: "pykt",
  title: "CSV with one learner a row and quoted comma lists",
  matches: ({ header }) =>
    findColumn(header, "responses") >= 0 &&
    (findColumn(header, "questions") >= 0 || findColumn(header, "concepts") >= 0),
  async read(inputs, context) {
    const { report, bank } = context;
    let table: AnswerTable | undefined;
    let rows: PyktRows | undefined;
    let hasFolds = false;
    for await (const source of inputs.opened()) {
      rows = undefined;
      await scanSource(source, {}, (record) => {
        if (rows !== undefined) {
          rows.add(record);
          return;
        }
        const header = recordTexts(record, source.name);
        const at = (name: string): number => findColumn(header, name);
        const columns: PyktColumns = {
          uid: at("uid"),
          questions: at("questions"),
          concepts: at("concepts"),
          responses: at("responses"),
          timestamps: at("timestamps"),
          fold: at("fold"),
        };
        if (columns.uid < 0) throw missingColumn(source.name, header, 'column "uid"', "uid");
        if (columns.responses < 0) throw missingColumn(source.name, header, 'column "responses"', "responses");
        if (columns.questions < 0 && columns.concepts < 0)
          throw missingColumn(source.name, header, 'a column "questions" or "concepts"');
        hasFolds ||= columns.fold >= 0;
        table ??= new AnswerTable({ concept: columns.concepts >= 0, order: false, time: columns.timestamps >= 0 });
        table.place.file = source.name;
        rows = new PyktRows(header, columns, table, context);
      });
    }
    if (table === undefined || table.length === 0)
      throw inputError({ file: inputs.sources[0]?.name ?? "" }, "answers", "a header and no answers");
    const items = bank(table);
    const folds = hasFolds && table.twoLabels === undefined ? foldsOfLabels(table, "fold") : undefined;
    const log = assembleLog(table, report, {
      ...(items === undefined ? {} : { bank: items }),
      orderColumn: "timestamps",
    });
    return { dataset: { log, ...(folds === undefined || folds.length < 2 ? {} : { folds }) } };
  },
};

/** Parts of a comma list: starts and ends in the record's bytes. */
class ListCell {
  starts = new Int32Array(512);
  ends = new Int32Array(512);
  count = 0;

  cut(record: CsvRecord, field: number): this {
    const { bytes } = record;
    const end = record.ends[field]!;
    let from = record.starts[field]!;
    this.count = 0;
    for (let at = from; at <= end; at++) {
      if (at < end && bytes[at] !== COMMA) continue;
      if (this.count === this.starts.length) {
        const starts = new Int32Array(this.count * 2);
        const ends = new Int32Array(this.count * 2);
        starts.set(this.starts);
        ends.set(this.ends);
        this.starts = starts;
        this.ends = ends;
      }
      let start = from;
      while (start < at && bytes[start] === 32) start++;
      this.starts[this.count] = start;
      this.ends[this.count++] = at;
      from = at + 1;
    }
    // A comma at the end of a list.
    if (this.count > 1 && this.starts[this.count - 1] === this.ends[this.count - 1]) this.count--;
    return this;
  }
}

class PyktRows {
  readonly #header: readonly string[];
  readonly #columns: PyktColumns;
  readonly #table: AnswerTable;
  readonly #context: ReadContext;
  readonly #items = new ListCell();
  readonly #concepts = new ListCell();
  readonly #responses = new ListCell();
  readonly #times = new ListCell();

  constructor(header: readonly string[], columns: PyktColumns, table: AnswerTable, context: ReadContext) {
    this.#header = header;
    this.#columns = columns;
    this.#table = table;
    this.#context = context;
  }

  add(record: CsvRecord): void {
    const table = this.#table;
    const { place } = table;
    const columns = this.#columns;
    place.row = record.row;
    place.column = undefined;
    if (record.count !== this.#header.length)
      throw inputError(locationOf(place), `${this.#header.length} fields as in the header`, `${record.count}`);
    const { bytes, starts, ends } = record;
    const responses = this.#responses.cut(record, columns.responses);
    const concepts = columns.concepts < 0 ? undefined : this.#cutLike(this.#concepts, record, columns.concepts);
    const questions = columns.questions < 0 ? undefined : this.#cutLike(this.#items, record, columns.questions);
    const times = columns.timestamps < 0 ? undefined : this.#cutLike(this.#times, record, columns.timestamps);
    const ids = questions ?? concepts;
    if (ids === undefined) throw inputError(locationOf(place), "questions or concepts for the responses", "neither");
    place.column = "uid";
    if (starts[columns.uid] === ends[columns.uid]) throw inputError(locationOf(place), "a learner id", "an empty cell");
    const learner = table.learners.add(bytes, starts[columns.uid]!, ends[columns.uid]!, false);
    if (columns.fold >= 0)
      table.setFold(learner, table.foldLabels.add(bytes, starts[columns.fold]!, ends[columns.fold]!, false));
    for (let k = 0; k < responses.count; k++) {
      if (isPadding(bytes, responses.starts[k]!, responses.ends[k]!)) {
        this.#context.report.remove("padding of a window (response -1)");
        continue;
      }
      const score = parseScore(bytes, responses.starts[k]!, responses.ends[k]!);
      if (Number.isNaN(score)) {
        place.column = "responses";
        const text = new TextDecoder().decode(bytes.subarray(responses.starts[k], responses.ends[k]));
        throw inputError(locationOf(place), "scores in 0…1, or -1 for padding", `${shown(text)} at position ${k + 1}`);
      }
      place.column = questions === undefined ? "concepts" : "questions";
      if (ids.starts[k] === ids.ends[k])
        throw inputError(locationOf(place), "an id for every response", `nothing at position ${k + 1}`);
      const item = table.items.add(bytes, ids.starts[k]!, ids.ends[k]!, false);
      const cell = concepts === undefined ? -1 : table.cells.add(bytes, concepts.starts[k]!, concepts.ends[k]!, false);
      const time = times === undefined ? Number.NaN : parseNumber(bytes, times.starts[k]!, times.ends[k]!);
      table.add(learner, item, score, cell, Number.NaN, time);
    }
  }

  /** Cuts a list that must be as long as the responses; `NA` alone stands for none. */
  #cutLike(list: ListCell, record: CsvRecord, field: number): ListCell | undefined {
    list.cut(record, field);
    const from = record.starts[field]!;
    if (list.count === 1) {
      const text = new TextDecoder().decode(record.bytes.subarray(from, Math.min(record.ends[field]!, from + 3)));
      if (text === "NA" || text === "") return undefined;
    }
    if (list.count === this.#responses.count) return list;
    this.#table.place.column = this.#header[field]!;
    throw inputError(
      locationOf(this.#table.place),
      `a list as long as the ${this.#responses.count} responses`,
      `${list.count} values`,
    );
  }
}

function isPadding(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 2 && bytes[start] === 45 && bytes[start + 1] === 49;
}
