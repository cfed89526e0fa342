import type { Dataset } from "@zpd/core";
import type { ByteSource } from "../types/byte-source";
import type { ColumnMap, FormatName, ReadOptions } from "../types/read-options";
import type { AnswerTable } from "./answer-table";
import type { ItemBank } from "./item-bank";
import type { OpenedSource } from "./open-source";
import type { ReadReport } from "./read-report";

/** What a format may look at to recognise itself. */
export interface Probe {
  /** Names of all sources, without folders. */
  readonly names: readonly string[];
  readonly head: Uint8Array;
  /** The head's first lines, without line ends and empty lines; a line that the head cuts off is left out. */
  readonly lines: readonly string[];
  /** Whether a line was left out so. */
  readonly cut: boolean;
  /** The first line cut at the delimiter found in it; empty when there is none. */
  readonly header: readonly string[];
}

export interface ReadContext {
  readonly options: ReadOptions;
  readonly report: ReadReport;
  /**
   * The bank of the Q-matrix file, or undefined when none was given. Rows of a bare 0/1 matrix are the items in the order of
   * their integer ids, or in `columnOrder` where the log itself lists its items.
   */
  bank(table: AnswerTable, columnOrder?: readonly string[]): ItemBank | undefined;
  /** The correct answer of each item, from a column of the Q-matrix file. @throws INVALID_CONFIG without such a file */
  answerKey(column: string): ReadonlyMap<string, string>;
}

export interface Inputs {
  readonly sources: readonly ByteSource[];
  /** The sources, opened one after the other; each is closed when the next is asked for. */
  opened(): AsyncIterable<OpenedSource>;
}

export interface FormatResult {
  readonly dataset: Dataset;
  readonly columns?: ColumnMap;
}

/** One layout of learner logs. */
export interface FormatReader {
  readonly name: FormatName;
  readonly title: string;
  /** Whether the content is of this format; the first reader of the table that says so reads it. */
  matches(probe: Probe): boolean;
  read(inputs: Inputs, context: ReadContext): Promise<FormatResult>;
}

/** A file's name without its folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
