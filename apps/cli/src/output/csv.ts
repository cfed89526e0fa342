const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets read these as the start of a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;
const IS_NUMBER = /^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|infinity)$/i;

/** One cell of a CSV file. Text that a spreadsheet would run as a formula is kept from it by quotes and an apostrophe. */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = FORMULA_START.test(text) && !IS_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

/** Characters put together before they are written: a large table does not fit into one string. */
const PIECE_CHARACTERS = 1 << 16;

/** Lines in pieces of some 64 kB, as text to print or to encode. */
export function* joinLines(lines: Iterable<string>): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** The same as bytes, for a file. */
export async function* encodeLines(lines: Iterable<string>): AsyncGenerator<Uint8Array> {
  const text = new TextEncoder();
  for (const piece of joinLines(lines)) yield text.encode(piece);
}
