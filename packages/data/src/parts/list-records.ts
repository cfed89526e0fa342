import { type AnswerTable, locationOf } from "./answer-table";
import type { CsvRecord } from "./csv-scanner";
import { inputError, shown } from "./input-error";
import { createScoreParser } from "./score-cell";

const parseScore = createScoreParser();
const LINE_NAMES = ["count", "item ids", "concept ids", "scores"] as const;

/**
 * Collects learners that are written as blocks of lines: a count (or an index and an id), item ids, with four lines also
 * concept ids, and scores. All lists of a learner are equally long. A count of 0 is a line by itself.
 */
export class ListRecords {
  readonly #file: string;
  readonly #table: AnswerTable;
  readonly #lines: 3 | 4;
  #line = 0;
  #learner = -1;
  #count = -1;
  #items = new Int32Array(256);
  #cells = new Int32Array(256);

  constructor(file: string, table: AnswerTable, lines: 3 | 4) {
    this.#file = file;
    this.#table = table;
    this.#lines = lines;
    table.place.file = file;
  }

  /** Takes the next line. @throws INVALID_INPUT naming the line */
  push(record: CsvRecord): void {
    const { place } = this.#table;
    place.row = record.row;
    place.column = undefined;
    // Some writers end every list with a comma.
    let width = record.count;
    while (width > 1 && record.starts[width - 1] === record.ends[width - 1]) width--;
    const line = this.#line;
    if (line === 0) this.#begin(record, width);
    else {
      if (this.#count < 0) this.#count = width;
      if (width !== this.#count) {
        throw inputError(
          locationOf(place),
          `${this.#count} ${this.#nameOf(line)} for this learner`,
          `${width}`,
          `each learner is ${this.#lines} lines with equally long lists`,
        );
      }
      if (line === this.#lines - 1) this.#addAnswers(record);
      else this.#readIds(record, line);
    }
    this.#line = line === this.#lines - 1 || this.#count === 0 ? 0 : line + 1;
  }

  /** @throws INVALID_INPUT when the last learner's lines are not all there */
  finish(): void {
    if (this.#line !== 0) {
      throw inputError(
        locationOf(this.#table.place),
        `a line of ${this.#nameOf(this.#line)} for the last learner`,
        "the end of the file",
        `each learner is ${this.#lines} lines`,
      );
    }
  }

  #nameOf(line: number): string {
    return this.#lines === 3 && line === 2 ? LINE_NAMES[3] : LINE_NAMES[line]!;
  }

  #begin(record: CsvRecord, width: number): void {
    const { learners } = this.#table;
    if (width === 2 && this.#lines === 4) {
      this.#count = -1;
      this.#learner = learners.add(record.bytes, record.starts[1]!, record.ends[1]!, false);
      return;
    }
    const text = new TextDecoder().decode(record.bytes.subarray(record.starts[0], record.ends[0]));
    if (width !== 1 || !/^\d{1,9}$/.test(text)) {
      throw inputError(
        { file: this.#file, row: record.row },
        this.#lines === 4 ? "a count of answers, or an index and a learner id" : "a count of answers",
        width === 1 ? shown(text) : `${width} fields`,
        `each learner is ${this.#lines} lines: has one too many or too few come before?`,
      );
    }
    this.#count = Number(text);
    this.#learner = learners.addText(`${learners.size + 1}`);
  }

  #readIds(record: CsvRecord, line: number): void {
    const count = this.#count;
    if (count > this.#items.length) {
      this.#items = new Int32Array(count * 2);
      this.#cells = new Int32Array(count * 2);
    }
    const [ids, to] = line === 1 ? [this.#table.items, this.#items] : [this.#table.cells, this.#cells];
    const { bytes, starts, ends } = record;
    for (let k = 0; k < count; k++) {
      if (starts[k] === ends[k] && line === 1) this.#fail(k, "an item id", "nothing");
      to[k] = ids.add(bytes, starts[k]!, ends[k]!, false);
    }
  }

  #addAnswers(record: CsvRecord): void {
    const { bytes, starts, ends } = record;
    const table = this.#table;
    for (let k = 0; k < this.#count; k++) {
      const score = parseScore(bytes, starts[k]!, ends[k]!);
      if (Number.isNaN(score)) {
        const text = new TextDecoder().decode(bytes.subarray(starts[k], Math.min(ends[k]!, starts[k]! + 100)));
        this.#fail(k, "a score in 0…1", shown(text));
      }
      table.add(this.#learner, this.#items[k]!, score, this.#cells[k]!);
    }
  }

  #fail(position: number, expected: string, got: string): never {
    this.#table.place.column = `${position + 1}`;
    throw inputError(locationOf(this.#table.place), expected, got);
  }
}
