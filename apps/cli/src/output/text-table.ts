/** How a column is set: numbers to the right, words to the left. */
export type Alignment = "left" | "right";

/** Lines up rows of cells under a header, two spaces between columns. */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Alignment[],
): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        align[column] === "right" ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd();
  return `${[header, widths.map((width) => "─".repeat(width)), ...rows].map(line).join("\n")}\n`;
}
