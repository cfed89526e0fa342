import type { RemCellSummary, RemResult, RemVerdict } from "../types/rem-result";
import type { SimulatorQuality } from "../types/simulator-quality";
import { itemCount } from "./finding";
import { formatScore } from "./numbers";
import { failedFigures } from "./quality-words";
import { markedSimulators, qualityBySimulator } from "./simulator-marks";
import { assertReadableResult, type LengthStandings, standingsAt } from "./standings";
import { assertTerminal, type TerminalOptions } from "./terminal-options";
import { frameWidth, type Paint, paintText, type TextCell, type TextColumn, textTable, widest } from "./text-table";
import { printable, wrapText } from "./text-width";

/** Narrowest column of policy names before a table is cut into blocks. */
const NARROWEST_NAME = 14;
const VERDICT_SIGNS: Readonly<Record<RemVerdict, { readonly sign: string; readonly paint: Paint }>> = {
  better: { sign: "▲", paint: "better" },
  worse: { sign: "▼", paint: "worse" },
  "cannot tell": { sign: "·", paint: "dim" },
};

export interface RemTableOptions extends TerminalOptions {
  /** How like real learners each simulator is; those that fail a comparison are marked `✗`. */
  readonly simulatorQuality?: readonly SimulatorQuality[];
}

type CellFormat = (cell: RemCellSummary) => string;

const fullFormat: CellFormat = ({ mean, low, high }) =>
  `${formatScore(mean)} [${formatScore(low)}, ${formatScore(high)}]`;

/** The same without the zero before the point: `.712 [.701 .723]`. */
const compactFormat: CellFormat = ({ mean, low, high }) => {
  const [m, l, h] = [mean, low, high].map((value) => formatScore(value).replace(/^(\u2212?)0\./, "$1."));
  return `${m} [${l} ${h}]`;
};

/** Half the interval behind the mean: `.712 ±.011`. Only for intervals that lie evenly about their means. */
const halfFormat: CellFormat = ({ mean, low, high }) => {
  const [m, half] = [mean, (high - low) / 2].map((value) => formatScore(value).replace(/^(\u2212?)0\./, "$1."));
  return `${m} ±${half}`;
};

/** Half of the last decimal that is printed. */
const UNSEEN = 0.0005;

function hasEvenIntervals({ standings }: LengthStandings): boolean {
  return standings.every(({ cells }) =>
    cells.every((cell) => cell === undefined || Math.abs(cell.high + cell.low - 2 * cell.mean) < UNSEEN),
  );
}

/** The longest run of columns from `first` on that fits beside the names; at least one. */
function blockEnd(widths: readonly number[], first: number, nameWidth: number, columns: number): number {
  let used = frameWidth(1) + nameWidth;
  let end = first;
  while (end < widths.length && (end === first || used + widths[end]! + 3 <= columns)) used += widths[end++]! + 3;
  return end;
}

function matrixTables(
  result: RemResult,
  block: LengthStandings,
  marked: readonly SimulatorQuality[],
  { columns, colour }: TerminalOptions,
): string[] {
  const names = block.standings.map(({ policy }) => printable(policy));
  const simulators = result.simulators.map((id) =>
    marked.some(({ simulator }) => simulator === id) ? `${printable(id)} ✗` : printable(id),
  );
  const cellsIn = (format: CellFormat): string[][] =>
    block.standings.map(({ cells }) =>
      cells.map((cell, column) => {
        if (cell === undefined) return "–";
        const best = block.standings.length > 1 && cell.mean === block.best[column];
        return `${best ? "*" : " "}${format(cell)}`;
      }),
    );
  const room = (texts: string[][]): number =>
    columns - frameWidth(1 + simulators.length) - simulators.length * widest(texts.flat());
  const nameWish = widest(["policy", ...names]);
  const formats = [fullFormat, compactFormat, ...(hasEvenIntervals(block) ? [halfFormat] : [])].map(cellsIn);
  const texts = formats.find((format) => room(format) >= Math.min(nameWish, NARROWEST_NAME)) ?? formats.at(-1)!;
  const widestCell = Math.min(widest(texts.flat()), columns - frameWidth(2) - NARROWEST_NAME / 2);
  const fitting =
    room(texts) >= Math.min(nameWish, NARROWEST_NAME) ? room(texts) : columns - frameWidth(2) - widestCell;
  const nameWidth = Math.min(nameWish, Math.max(fitting, 2), Math.floor(columns / 2));
  const widths = simulators.map(() => widestCell);
  const tables: string[] = [];
  for (let first = 0; first < simulators.length; ) {
    const end = blockEnd(widths, first, nameWidth, columns);
    const shown = simulators.slice(first, end);
    const table: TextColumn[] = [
      { title: "policy", width: nameWidth, align: "left" },
      ...shown.map((title): TextColumn => ({ title, width: widestCell, align: "left" })),
    ];
    const rows = texts.map((row, index): TextCell[] => [
      { text: names[index]! },
      ...row.slice(first, end).map((text): TextCell => ({ text, paint: text.startsWith("*") ? "bold" : "plain" })),
    ]);
    tables.push(textTable(table, rows, colour));
    first = end;
  }
  return tables;
}

function verdictTables(block: LengthStandings, { columns, colour }: TerminalOptions): string[] {
  const { standings } = block;
  const numbered = standings.map(({ policy }, index) => `${index + 1} ${printable(policy)}`);
  const signWidth = String(standings.length).length;
  const widths = standings.slice(1).map(() => signWidth);
  const wish = Math.min(widest(["row against column", ...numbered]), Math.floor(columns / 2));
  // Names that wrap are read more easily than a table that is cut.
  const room = columns - frameWidth(standings.length) - widths.length * signWidth;
  const nameWidth = room >= NARROWEST_NAME ? Math.min(wish, room) : wish;
  const tables: string[] = [];
  for (let first = 0; first < widths.length; ) {
    const end = blockEnd(widths, first, nameWidth, columns);
    const others = standings.slice(first + 1, end + 1);
    const table: TextColumn[] = [
      { title: "row against column", width: nameWidth, align: "left" },
      ...others.map((_, index): TextColumn => ({ title: String(first + index + 2), width: signWidth, align: "right" })),
    ];
    const rows = standings.slice(0, end + 1).map(({ policy }, row): TextCell[] => [
      { text: numbered[row]! },
      ...others.map((other, index): TextCell => {
        if (first + index + 1 <= row) return { text: "" };
        const verdict = block.compare(policy, other.policy);
        if (verdict === undefined) return { text: "–" };
        const { sign, paint } = VERDICT_SIGNS[verdict.verdict];
        return { text: sign, paint };
      }),
    ]);
    tables.push(textTable(table, rows, colour));
    first = end;
  }
  return tables;
}

/** The ranking of one length in a line, or who is not worse than any other. */
function orderText({ rankings }: RemResult, { length, standings, decided }: LengthStandings): string {
  if (decided === 0) return "";
  const { groups } = rankings.find((ranking) => ranking.length === length)!;
  if (groups !== undefined) {
    const places = groups.map((group, index) => `${index + 1}. ${group.map(printable).join(" and ")}`);
    return `Ranking: ${places.join(", ")}.`;
  }
  const top = standings.filter(({ worse }) => worse.length === 0).map(({ policy }) => printable(policy));
  return `No ranking. Not worse than any other: ${top.join(", ")}.`;
}

/**
 * The matrix for a terminal: at each length the policies, best first, with mean and 95 % interval under each simulator
 * (`*` marks the highest of a column), then who is better than whom and the ranking, if there is one. Tables too wide are
 * cut into blocks.
 * O(lengths · policies² · simulators).
 * @throws INVALID_INPUT when the result names what it does not hold, `simulatorQuality` names
 * another simulator, or `columns` is below `MIN_TABLE_COLUMNS`
 */
export function renderRemTable(result: RemResult, options: RemTableOptions): string {
  assertTerminal("renderRemTable", options);
  assertReadableResult("renderRemTable", result);
  const quality = qualityBySimulator("renderRemTable", result, options.simulatorQuality);
  const marked = markedSimulators(result, quality);
  const paragraph = (text: string, paint: Paint = "plain"): string =>
    wrapText(text, options.columns)
      .map((line) => paintText(line, paint, options.colour))
      .join("\n");
  const parts = result.lengths.flatMap((length) => {
    const block = standingsAt(result, length);
    const { decided, pairs, standings } = block;
    const matrix = [
      paragraph(`After ${itemCount(length)}: mean score with 95 % interval, * highest of its column`, "bold"),
      ...matrixTables(result, block, marked, options),
    ];
    if (standings.length < 2) return matrix;
    return [
      ...matrix,
      paragraph("▲ better under every simulator   ▼ worse under every one   · cannot tell"),
      ...verdictTables(block, options),
      paragraph(`${decided} of ${pairs} pairs decided. ${orderText(result, block)}`.trimEnd()),
      "",
    ];
  });
  if (marked.length > 0) {
    const failed = marked.map((entry) => `${printable(entry.simulator)} (${failedFigures(entry).join(", ")})`);
    parts.push(paragraph(`✗ not like the learners of the log: ${failed.join("; ")}`));
  }
  return `${parts.join("\n").trimEnd()}\n`;
}
