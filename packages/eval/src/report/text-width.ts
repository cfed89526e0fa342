const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** East Asian wide characters and emoji take two columns of a terminal; what renders as nothing takes none. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\ufe0f/u;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * Text that is safe on a terminal: control characters (escape sequences among them), line breaks and characters that
 * turn the writing direction become U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD");
}

function characterWidth(character: string): number {
  if (NOTHING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Columns that printable text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += characterWidth(segment);
  return width;
}

/** Pads with spaces to `width` columns. */
export function padTo(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + space : space + text;
}

/**
 * Breaks text into lines of at most `width` columns (2 or more): after spaces, hyphens, underscores, dots and slashes
 * where possible, anywhere otherwise. Nothing but spaces at line ends is dropped.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[^\s\-_./]*[\s\-_./]?/gu) ?? []) {
    if (displayWidth((line + piece).trimEnd()) <= width) {
      line += piece;
      continue;
    }
    if (line !== "") lines.push(line.trimEnd());
    line = "";
    for (const { segment } of graphemes.segment(piece)) {
      if (displayWidth(line + segment) > width && line !== "") {
        lines.push(line.trimEnd());
        line = "";
      }
      line += segment;
    }
  }
  if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Cuts text that takes more than `width` columns in the middle, where names of one family agree. */
export function shortenTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const pieces = Array.from(graphemes.segment(text), ({ segment }) => segment);
  const take = (from: readonly string[], room: number): string[] => {
    const taken: string[] = [];
    let used = 0;
    for (const piece of from) {
      used += displayWidth(piece);
      if (used > room) break;
      taken.push(piece);
    }
    return taken;
  };
  const head = take(pieces, Math.ceil((width - 1) / 2));
  const tail = take(pieces.slice(head.length).reverse(), Math.floor((width - 1) / 2)).reverse();
  return `${head.join("")}…${tail.join("")}`;
}
