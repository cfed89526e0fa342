import { displayWidth, padTo, wrapText } from "./text-width";

/** How a cell is set off where colours are allowed; the text alone always says the same. */
export type Paint = "plain" | "bold" | "dim" | "better" | "worse";

const ANSI: Readonly<Record<Exclude<Paint, "plain">, string>> = {
  bold: "\u001b[1m",
  dim: "\u001b[2m",
  // Cyan and yellow rather than green and red, which many readers cannot tell apart.
  better: "\u001b[36m",
  worse: "\u001b[33m",
};
const RESET = "\u001b[0m";

export interface TextCell {
  readonly text: string;
  readonly paint?: Paint;
}

export interface TextColumn {
  readonly title: string;
  readonly width: number;
  readonly align: "left" | "right";
}

/** Columns a table takes besides its cells: a bar and two spaces for each column, and the last bar. */
export function frameWidth(columns: number): number {
  return 3 * columns + 1;
}

export function paintText(text: string, paint: Paint, colour: boolean): string {
  return colour && paint !== "plain" && text.trim() !== "" ? `${ANSI[paint]}${text}${RESET}` : text;
}

/**
 * A boxed table; cells wider than their column wrap. Every line is `frameWidth` plus the widths of the columns wide.
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly TextCell[])[],
  colour: boolean,
): string {
  const rule = (left: string, middle: string, right: string): string =>
    left + columns.map(({ width }) => "─".repeat(width + 2)).join(middle) + right;
  const printRow = (cells: readonly TextCell[]): string[] => {
    const wrapped = cells.map(({ text }, index) => wrapText(text, columns[index]!.width));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) => {
      const parts = columns.map(({ width, align }, index) =>
        paintText(padTo(wrapped[index]![line] ?? "", width, align), cells[index]!.paint ?? "plain", colour),
      );
      return `│ ${parts.join(" │ ")} │`;
    });
  };
  return [
    rule("┌", "┬", "┐"),
    ...printRow(columns.map(({ title }) => ({ text: title, paint: "bold" }))),
    rule("├", "┼", "┤"),
    ...rows.flatMap(printRow),
    rule("└", "┴", "┘"),
  ].join("\n");
}

/** The widest of some texts, in columns. */
export function widest(texts: readonly string[]): number {
  return Math.max(...texts.map(displayWidth));
}
