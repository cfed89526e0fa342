import type { CleaningCount, Dataset, WorkOptions } from "@zpd/core";
import type { ByteSource } from "./byte-source";

/** What a column of a table can stand for. */
export const ROLES = ["learner", "item", "concept", "score", "time", "order", "fold"] as const;

export type Role = (typeof ROLES)[number];

/** Every layout that can be asked for by name; tables with a preset of column names are formats of their own. */
export type FormatName =
  | "long"
  | "three-line"
  | "four-line"
  | "pykt"
  | "matrix"
  | "masterygrids"
  | "parquet"
  | "assistments2009"
  | "datashop"
  | "ednet-kt1"
  | "junyi";

/** Column names by role; they win over presets and over the usual names. */
export type ColumnMap = Partial<Record<Role, string>>;

export interface ReadOptions extends WorkOptions {
  /** Default "auto": decided from the content; the result says which. */
  readonly format?: FormatName | "auto";
  readonly map?: ColumnMap;
  /**
   * Which concepts an item has: rows of 0/1 in the order of the item ids, or a table of item and concept. It is the bank
   * of items: those never answered are kept, an answered item that is missing is an error.
   */
  readonly qMatrix?: ByteSource;
}

export interface ReadResult {
  readonly dataset: Dataset;
  readonly format: FormatName;
  /** The columns that were used, for tables. */
  readonly columns?: ColumnMap;
  /** What was taken out or merged, with counts. */
  readonly cleaned: readonly CleaningCount[];
  /** What a careful reader should know of the log. */
  readonly warnings: readonly string[];
}
