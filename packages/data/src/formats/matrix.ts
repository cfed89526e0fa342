import { AnswerTable, locationOf } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import { findColumn } from "../parts/column-names";
import type { CsvRecord } from "../parts/csv-scanner";
import { sniffDelimiter } from "../parts/delimiter";
import type { FormatReader } from "../parts/format-reader";
import { inputError, shown } from "../parts/input-error";
import { createItemBank, type ItemBank } from "../parts/item-bank";
import { recordTexts, scanSource } from "../parts/scan-source";
import { createScoreParser } from "../parts/score-cell";
import { CONCEPT_NAMES, ITEM_NAMES, LEARNER_NAMES, SCORE_NAMES } from "../parts/usual-names";

const CELL = /^\s*"?\s*(?:[01](?:\.0)?|NA|NaN|nan)?\s*"?\s*$/;
const ANSWER = /[01]/;
const MISSING = new Set(["", "NA", "NaN", "nan"]);
const parseScore = createScoreParser();

/**
 * Persons x items: a row is a learner, a column an item, a cell 0, 1 (or a score between) or blank, NA, NaN for not answered.
 * A header names the items, else they are numbered from 1; learners are numbered through all files, unless the first column
 * bears a name for learners or none.
 */
export const matrixReader: FormatReader = {
  name: "matrix",
  title: "persons x items of 0/1, blanks or NA = not answered",
  matches({ lines, header }) {
    if (header.length < 2 || lines.length < 2 || namesAnswers(header)) return false;
    const cut = lines.map((line) => line.split(/[,;\t]/));
    const body = isBare(header) ? cut : cut.slice(1);
    const from = hasIds(header) ? 1 : 0;
    return (
      body.every((cells) => cells.length >= header.length && cells.slice(from).every((cell) => CELL.test(cell))) &&
      body.some((cells) => cells.some((cell) => ANSWER.test(cell)))
    );
  },
  async read(inputs, { report, bank }) {
    const table = new AnswerTable({ concept: false, order: false, time: false });
    let columns: readonly string[] | undefined;
    for await (const source of inputs.opened()) {
      let ids = -1;
      let fileColumns: readonly string[] | undefined;
      table.place.file = source.name;
      await scanSource(source, { delimiter: sniffDelimiter(source.head) }, (record) => {
        if (fileColumns === undefined) {
          const names = recordTexts(record, source.name);
          const bare = isBare(names);
          ids = !bare && hasIds(names) ? 0 : -1;
          const trimmed = trimEnd(names);
          fileColumns = bare ? trimmed.map((_, k) => `${k + 1}`) : trimmed.slice(ids + 1);
          if (columns !== undefined && columns.join() !== fileColumns.join())
            throw inputError({ file: source.name, row: 1 }, "the items of the first file", "other items");
          columns = fileColumns;
          for (const name of fileColumns) table.items.addText(name);
          if (table.items.size !== fileColumns.length)
            throw inputError({ file: source.name, row: 1 }, "distinct item names in the header", "a name twice");
          if (!bare) return;
        }
        addRow(record, table, fileColumns, ids);
      });
    }
    if (columns === undefined || table.length === 0)
      throw inputError({ file: inputs.sources[0]?.name ?? "" }, "answers", "a matrix without any");
    const items = bank(table, columns) ?? identityBank(inputs.sources[0]!.name, columns);
    return { dataset: { log: assembleLog(table, report, { bank: items }) } };
  },
};

/** Columns without an answer stay items: the matrix says that they exist. */
function identityBank(file: string, columns: readonly string[]): ItemBank {
  return createItemBank(
    file,
    columns,
    columns.map((id) => [id]),
  );
}

function addRow(record: CsvRecord, table: AnswerTable, columns: readonly string[], ids: number): void {
  const { place, learners } = table;
  place.row = record.row;
  place.column = undefined;
  const width = columns.length + ids + 1;
  // A comma may end the line; a blank last answer is not one.
  if (record.count !== width && !(record.count === width + 1 && record.starts[width] === record.ends[width]))
    throw inputError(locationOf(place), `${width} cells as in the first row`, `${record.count}`);
  const learner =
    ids < 0
      ? learners.addText(`${learners.size + 1}`)
      : learners.add(record.bytes, record.starts[0]!, record.ends[0]!, record.quoted[0] === 1);
  for (let k = 0; k < columns.length; k++) {
    const start = record.starts[k + ids + 1]!;
    const end = record.ends[k + ids + 1]!;
    if (start === end) continue;
    const score = parseScore(record.bytes, start, end);
    if (Number.isNaN(score)) {
      const text = new TextDecoder().decode(record.bytes.subarray(start, Math.min(end, start + 100)));
      if (MISSING.has(text)) continue;
      place.column = columns[k]!;
      throw inputError(locationOf(place), "a score in 0…1, a blank or NA", shown(text));
    }
    table.add(learner, k, score);
  }
}

/** True when a first row is already data. */
function isBare(cells: readonly string[]): boolean {
  return cells.every((cell) => CELL.test(cell)) && cells.some((cell) => ANSWER.test(cell));
}

function hasIds(header: readonly string[]): boolean {
  const first = header[0]!;
  return (
    first === "" || LEARNER_NAMES.some((name) => findColumn([first], name) === 0) || /^(?:id|person)$/i.test(first)
  );
}

/** A table with one answer a row may hold nothing but 0 and 1 too; its header tells. */
function namesAnswers(header: readonly string[]): boolean {
  const has = (names: readonly string[]): boolean => names.some((name) => findColumn(header, name) >= 0);
  return has(LEARNER_NAMES) && has(SCORE_NAMES) && (has(ITEM_NAMES) || has(CONCEPT_NAMES));
}

function trimEnd(names: readonly string[]): readonly string[] {
  return names.length > 1 && names.at(-1) === "" ? names.slice(0, -1) : names;
}
