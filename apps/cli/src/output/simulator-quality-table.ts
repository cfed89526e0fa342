import type { QualityFigureId, QualityVerdict, SimulatorQuality } from "@zpd/eval";
import { textTable } from "./text-table";

const COLUMNS: readonly (readonly [QualityFigureId, string])[] = [
  ["auc", "AUC"],
  ["calibration-error", "calibr."],
  ["correct-rate", "correct"],
  ["learning-curve", "rise"],
  ["attempts", "attempts"],
  ["mastery-growth", "mastery"],
];
const MARKS: Readonly<Record<QualityVerdict, string>> = { passes: " ", fails: "x", "cannot tell": "?" };

/** How like real learners each simulator is, a row each, and what the marks mean. */
export function simulatorQualityTable(simulators: readonly SimulatorQuality[]): string {
  const rows = simulators.map(({ simulator, figures }) => [
    simulator,
    ...COLUMNS.map(([id]) => {
      const figure = figures.find((known) => known.id === id);
      if (figure === undefined) return "–  ";
      const sign = figure.real !== undefined && figure.value >= 0 ? "+" : "";
      return `${sign}${figure.value.toFixed(3)} ${MARKS[figure.verdict]}`;
    }),
  ]);
  const failing = simulators.filter(({ fails }) => fails.length > 0).map(({ simulator }) => simulator);
  const table = textTable(["simulator", ...COLUMNS.map(([, title]) => `${title}  `)], rows, [
    "left",
    ...COLUMNS.map(() => "right" as const),
  ]);
  return [
    `Simulators against ${simulators[0]?.learners ?? "the"} real learners:`,
    table.trimEnd(),
    "AUC, calibration error: on learners held out. Then, simulated less real: rate of right answers, its rise with",
    "practice, attempts at an item, growth of mastery. x: not like real learners; ?: cannot tell.",
    ...(failing.length === 0
      ? []
      : [`Marked: ${failing.join(", ")}. A verdict needs every simulator; one that is marked lends it little.`]),
    "",
  ].join("\n");
}
