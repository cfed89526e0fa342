const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets read these as the start of a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;
const IS_NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** One cell of a CSV file. Text that a spreadsheet would run as a formula is kept from it by quotes and an apostrophe. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = FORMULA_START.test(text) && !IS_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}
