import type { InputLocation } from "@zpd/core";
import { BlockColumn } from "./block-column";
import { IdTable } from "./id-table";
import { ScoreColumnBuilder } from "./score-column";

/** Which optional columns a reader fills. */
export interface AnswerColumns {
  /** Concepts come with each row, as a cell of one or more concept ids. */
  readonly concept: boolean;
  readonly order: boolean;
  readonly time: boolean;
}

/** Where the present row stands; readers move it, messages read it. */
export interface RowPlace {
  file: string;
  row: number;
  column: string | undefined;
}

export function locationOf({ file, row, column }: RowPlace): InputLocation {
  return { file, row, ...(column === undefined ? {} : { column }) };
}

/**
 * Answers in the order in which they are read, in columns: what every reader fills. 9 bytes an answer, 4 more with concepts,
 * 8 more with an order or a time, plus each distinct id once.
 */
export class AnswerTable {
  readonly place: RowPlace;
  readonly learners: IdTable;
  readonly items: IdTable;
  /** Distinct cells of concept ids, as written. */
  readonly cells: IdTable;
  readonly learner = new BlockColumn((length) => new Int32Array(length));
  readonly item = new BlockColumn((length) => new Int32Array(length));
  readonly score = new ScoreColumnBuilder();
  readonly cell: BlockColumn<Int32Array> | undefined;
  readonly order: BlockColumn<Float64Array> | undefined;
  readonly time: BlockColumn<Float64Array> | undefined;
  /** Rows without a time. */
  timeless = 0;
  /** What a number in `time` counts; undefined until the largest is known. */
  timeUnitMs: number | undefined;
  #firstCell = new Int32Array(1 << 10).fill(-1);
  readonly #otherCells = new Map<number, number[]>();
  readonly foldLabels: IdTable;
  #fold = new Int32Array(1 << 8).fill(-1);
  /** A learner with rows of two labels, if there is one. */
  twoLabels: number | undefined;

  constructor(columns: AnswerColumns) {
    const place: RowPlace = { file: "", row: 0, column: undefined };
    const locate = (): InputLocation => locationOf(place);
    this.place = place;
    this.learners = new IdTable(locate);
    this.items = new IdTable(locate);
    this.cells = new IdTable(locate);
    this.foldLabels = new IdTable(locate);
    this.cell = columns.concept ? new BlockColumn((length) => new Int32Array(length)) : undefined;
    this.order = columns.order ? new BlockColumn((length) => new Float64Array(length)) : undefined;
    this.time = columns.time ? new BlockColumn((length) => new Float64Array(length)) : undefined;
  }

  get length(): number {
    return this.item.length;
  }

  /** Adds one answer; `cell`, `order` and `time` are ignored where the table has no such column. O(1). */
  add(learner: number, item: number, score: number, cell = -1, order = Number.NaN, time = Number.NaN): void {
    this.learner.push(learner);
    this.item.push(item);
    this.score.push(score);
    if (this.cell !== undefined) {
      this.cell.push(cell);
      this.#noteCell(item, cell);
    }
    this.order?.push(order);
    if (this.time !== undefined) {
      this.time.push(time);
      if (Number.isNaN(time)) this.timeless++;
    }
  }

  /** The distinct cells with which an item was seen, in order of appearance. */
  cellsOf(item: number): readonly number[] {
    const first = item < this.#firstCell.length ? this.#firstCell[item]! : -1;
    if (first < 0) return [];
    return [first, ...(this.#otherCells.get(item) ?? [])];
  }

  /** Whether some item was seen with more than one cell. */
  get hasVariedCells(): boolean {
    return this.#otherCells.size > 0;
  }

  /** Says which part of a split a learner belongs to. */
  setFold(learner: number, label: number): void {
    if (learner >= this.#fold.length) this.#fold = grown(this.#fold, learner);
    const known = this.#fold[learner]!;
    if (known >= 0 && known !== label) this.twoLabels ??= learner;
    else this.#fold[learner] = label;
  }

  foldOf(learner: number): number {
    return learner < this.#fold.length ? this.#fold[learner]! : -1;
  }

  #noteCell(item: number, cell: number): void {
    if (item >= this.#firstCell.length) this.#firstCell = grown(this.#firstCell, item);
    const first = this.#firstCell[item]!;
    if (first === cell) return;
    if (first < 0) {
      this.#firstCell[item] = cell;
      return;
    }
    const others = this.#otherCells.get(item);
    if (others === undefined) this.#otherCells.set(item, [cell]);
    else if (!others.includes(cell)) others.push(cell);
  }
}

function grown(old: Int32Array<ArrayBuffer>, index: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(index + 1, old.length * 2)).fill(-1);
  larger.set(old);
  return larger;
}
