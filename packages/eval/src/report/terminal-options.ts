import { ZpdError } from "@zpd/core";

export interface TerminalOptions {
  /** Width that no line exceeds, `MIN_TABLE_COLUMNS` or more. */
  readonly columns: number;
  /** Whether ANSI colours may be used; the text says the same without. */
  readonly colour: boolean;
}

/** The narrowest terminal that tables are made for. */
export const MIN_TABLE_COLUMNS = 40;

/** @throws INVALID_INPUT when `columns` is not a whole number of at least `MIN_TABLE_COLUMNS` */
export function assertTerminal(where: string, { columns }: TerminalOptions): void {
  if (!Number.isInteger(columns) || columns < MIN_TABLE_COLUMNS) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `columns: a whole number, ${MIN_TABLE_COLUMNS} or more`,
      got: String(columns),
    });
  }
}
