import { figuresTable, tableRow } from "./figures-table";
import type { SafeHtml } from "./html";
import { formatFixed, formatScore } from "./numbers";
import { RETRIEVAL_MEASURES, type RetrievalReportInput } from "./retrieval-input";
import type { EstimatorSummary } from "./retrieval-summary";
import { MEASURE_NAMES, percentInterval, scoreInterval } from "./retrieval-words";
import { QUANTILE_90 } from "./scatter-figure";

/** Means over the logs with their intervals, and the published draws. */
export function summaryTable({ published }: RetrievalReportInput, summaries: readonly EstimatorSummary[]): SafeHtml {
  const heads = [
    "estimator",
    ...RETRIEVAL_MEASURES.map((measure) => MEASURE_NAMES[measure]),
    "90\u00a0% intervals hold",
  ];
  const rows = summaries.map((summary) =>
    tableRow(summary.estimator.name, [
      ...RETRIEVAL_MEASURES.map((measure) => scoreInterval(summary[measure])),
      summary.coverage90 === undefined ? "–" : percentInterval(summary.coverage90),
    ]),
  );
  const draws = (published?.draws ?? []).map((draw) =>
    tableRow(`${draw.by}, a single draw`, [...RETRIEVAL_MEASURES.map((measure) => formatFixed(draw[measure], 2)), "–"]),
  );
  return figuresTable("Means over the logs", heads, [rows, draws]);
}

/** Every outcome, a row a log and estimator. */
export function outcomeTable({ estimators }: RetrievalReportInput): SafeHtml {
  const heads = [
    "seed",
    "estimator",
    ...RETRIEVAL_MEASURES.map((measure) => MEASURE_NAMES[measure]),
    "90\u00a0% intervals hold",
  ];
  const rows = estimators[0]!.outcomes.map((_, k) =>
    estimators.map(({ name, outcomes }) => {
      const { seed, coverage90, ...outcome } = outcomes[k]!;
      return tableRow(seed, [
        name,
        ...RETRIEVAL_MEASURES.map((measure) => formatScore(outcome[measure])),
        coverage90 === undefined ? "–" : `${formatFixed(100 * coverage90, 1)}\u00a0%`,
      ]);
    }),
  );
  return figuresTable("Every log", heads, rows);
}

/** Truth and estimates of the first log, a row an item. */
export function itemTable({ estimators }: RetrievalReportInput): SafeHtml {
  const first = estimators.map(({ name, outcomes }) => ({ name, ...outcomes[0]!.estimate }));
  const { truth } = estimators[0]!.outcomes[0]!;
  const rows = Array.from(truth, (value, i) =>
    tableRow(i + 1, [
      formatFixed(value, 2),
      ...first.map(({ difficulty, scale }) => {
        const estimate = formatFixed(difficulty[i]!, 2);
        if (scale === undefined) return estimate;
        const half = QUANTILE_90 * scale[i]!;
        return `${estimate} (${formatFixed(difficulty[i]! - half, 2)} to ${formatFixed(difficulty[i]! + half, 2)})`;
      }),
    ]),
  );
  return figuresTable(
    "Every item of the first log",
    ["item", "true difficulty", ...first.map(({ name }) => name)],
    rows,
  );
}
