/** Delimiters by what they are called. */
export const COMMA = 44;
const SEMICOLON = 59;
const TAB = 9;
const BAR = 124;
const QUOTE = 34;
const LINE_FEED = 10;

/**
 * The delimiter of a table, told by its first line: the one that comes most often outside quotes; a comma when none comes
 * at all, which makes the line one column.
 */
export function sniffDelimiter(head: Uint8Array): number {
  const counts = new Map([COMMA, TAB, SEMICOLON, BAR].map((byte) => [byte, 0]));
  let quoted = false;
  let seen = false;
  for (const byte of head) {
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === LINE_FEED && !quoted && seen) break;
    else if (!quoted && counts.has(byte)) counts.set(byte, counts.get(byte)! + 1);
    if (byte > 32) seen = true;
  }
  let best = COMMA;
  for (const [byte, count] of counts) if (count > counts.get(best)!) best = byte;
  return best;
}
