import type { ContentAreasReportInput, HeldOutShown } from "./content-areas-input";
import { comparisonWith, gainVerdict } from "./content-areas-words";
import { figuresTable, tableRow } from "./figures-table";
import type { SafeHtml } from "./html";
import { formatCount, formatDifference, formatScore } from "./numbers";

const NONE = "–";
const score = (value: number | undefined): string => (value === undefined ? NONE : formatScore(value));

/** All held-out answers together, a row a model. */
export function wholeTable({ model, heldOut, compared }: ContentAreasReportInput): SafeHtml {
  const rows = [{ model, heldOut }, ...compared];
  const columns: readonly (readonly [string, (figures: HeldOutShown) => string])[] = [
    ["answers", ({ answers }) => formatCount(answers)],
    ["AUC", ({ auc }) => score(auc)],
    ["F1", ({ f1 }) => score(f1)],
    ["log loss", ({ logLoss }) => score(logLoss)],
    ["accuracy", ({ accuracy }) => score(accuracy)],
  ];
  return figuresTable(
    "All held-out answers",
    ["model", ...columns.map(([name]) => name)],
    rows.map((row) =>
      tableRow(
        row.model,
        columns.map(([, figure]) => figure(row.heldOut)),
      ),
    ),
  );
}

/** Every area with everything that is known of it, the most answered first. O(areas * models). */
export function areasTable({ model, compared, areas }: ContentAreasReportInput): SafeHtml {
  const heads = [
    "content area",
    "answers",
    `AUC, ${model}`,
    `F1, ${model}`,
    ...compared.flatMap((other) => [
      `AUC, ${other.model}`,
      `F1, ${other.model}`,
      `AUC gain over ${other.model}`,
      "which is",
    ]),
  ];
  const rows = areas.map((area) =>
    tableRow(area.area, [
      formatCount(area.answers),
      score(area.auc),
      score(area.f1),
      ...compared.flatMap((other) => {
        const comparison = comparisonWith(area, other.model);
        const gain = comparison?.aucGain;
        return [
          score(comparison?.auc),
          score(comparison?.f1),
          gain === undefined
            ? NONE
            : `${formatDifference(gain.mean)} (${formatDifference(gain.low)} to ${formatDifference(gain.high)})`,
          gainVerdict(comparison),
        ];
      }),
    ]),
  );
  return figuresTable("Every content area", heads, rows);
}
