import type { TruthAgreement, TruthOutcome } from "../types/truth-agreement";
import { itemCount } from "./finding";
import { formatShare } from "./numbers";
import { assertTerminal, type TerminalOptions } from "./terminal-options";
import { frameWidth, type Paint, type TextCell, textTable } from "./text-table";
import { printable, wrapText } from "./text-width";
import { OUTCOMES } from "./truth-section";

const PAINTS: Readonly<Record<TruthOutcome, Paint>> = {
  right: "better",
  wrong: "worse",
  withheld: "plain",
  "truth unclear": "dim",
};
const OUTCOME_WIDTH = "truth unclear".length;
const NUMBER_WIDTH = 5;

/**
 * How often the verdicts agree with the known truth, for a terminal, with every wrong verdict named.
 * @throws INVALID_INPUT when `columns` is below `MIN_TABLE_COLUMNS`
 */
export function renderTruthTable(truth: TruthAgreement, options: TerminalOptions): string {
  assertTerminal("renderTruthTable", options);
  const all = truth.pairs.length;
  const longest = Math.max(...OUTCOMES.map(({ meaning }) => meaning.length));
  const meaningWidth = Math.min(longest, options.columns - frameWidth(4) - OUTCOME_WIDTH - 2 * NUMBER_WIDTH);
  const table = textTable(
    [
      { title: "verdict", width: OUTCOME_WIDTH, align: "left" },
      { title: "pairs", width: NUMBER_WIDTH, align: "right" },
      { title: "share", width: NUMBER_WIDTH, align: "right" },
      { title: "meaning", width: meaningWidth, align: "left" },
    ],
    OUTCOMES.map(({ outcome, meaning }): TextCell[] => [
      { text: outcome, paint: PAINTS[outcome] },
      { text: String(truth.counts[outcome]) },
      { text: formatShare(truth.counts[outcome], all) },
      { text: meaning },
    ]),
    options.colour,
  );
  const mistakes = truth.pairs
    .filter(({ outcome }) => outcome === "wrong")
    .flatMap(({ a, b, length, verdict, truth: word }) =>
      wrapText(
        `wrong after ${itemCount(length)}: ${printable(a)} is ${word}, not ${verdict}, than ${printable(b)}`,
        options.columns,
      ),
    );
  return `${[table, ...mistakes].join("\n")}\n`;
}
