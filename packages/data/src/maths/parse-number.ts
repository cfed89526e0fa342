const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A whole number of so many digits is exact in a double. */
const EXACT_DIGITS = 15;

/** The decimal number in `bytes[start … end - 1]`, or NaN when there is another text or none. O(length). */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > EXACT_DIGITS || end <= start) return parseText(bytes, start, end);
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) return parseText(bytes, start, end);
    value = value * 10 + digit;
  }
  return value;
}

function parseText(bytes: Uint8Array, start: number, end: number): number {
  // No number is longer; a longer cell is not worth a string.
  if (end - start > 400) return Number.NaN;
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}
