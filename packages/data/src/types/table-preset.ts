import type { FormatName, Role } from "./read-options";

/** A column by its name, by a pattern, or several columns that make one id together. */
export type ColumnChoice = string | RegExp | readonly string[];

/** A rule that takes rows out: those whose cell in `column` is one of `values`. */
export interface RowFilter {
  readonly column: string;
  readonly values: readonly string[];
  /** Why, as counted in `cleaned`. */
  readonly reason: string;
}

/** How a published table with one answer a row is laid out. Shared code reads these fields and never asks for a name. */
export interface TablePreset {
  readonly name: FormatName;
  readonly title: string;
  /** The header holds every name of one of these lists: then this preset is meant. */
  readonly signatures: readonly (readonly string[])[];
  /** Choices by role, best first. Names compare without case, blanks and punctuation. */
  readonly columns: Partial<Record<Role, readonly ColumnChoice[]>>;
  readonly filters: readonly RowFilter[];
  /** Words in the score column besides numbers, true/false and correct/incorrect; lower case. */
  readonly scoreWords?: Readonly<Record<string, number>>;
  /** False for exports whose cells may begin with a quote that closes nowhere. */
  readonly quotes?: boolean;
  /** One file a learner, named after the learner: used when no learner column is found. */
  readonly learnerIsFileName?: boolean;
  /** The score is whether this column equals the answer that the item table (`qMatrix`) gives for the item. */
  readonly answerKey?: { readonly given: string; readonly correct: string };
  /** The order column is an id of the answer: rows of one learner, item and id are one answer. */
  readonly orderIsAnswer?: boolean;
}
