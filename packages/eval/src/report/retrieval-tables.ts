import { type HtmlPart, html, type SafeHtml } from "./html";
import { formatFixed, formatScore } from "./numbers";
import { RETRIEVAL_MEASURES, type RetrievalReportInput } from "./retrieval-input";
import type { EstimatorSummary } from "./retrieval-summary";
import { MEASURE_NAMES, percentInterval, scoreInterval } from "./retrieval-words";
import { QUANTILE_90 } from "./scatter-figure";

function scrollingTable(label: string, heads: readonly string[], rows: HtmlPart): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="figures-table"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${rows}</tbody></table></div>`;
}

const row = (head: HtmlPart, cells: readonly HtmlPart[]): SafeHtml =>
  html`<tr><th scope="row">${head}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`;

/** Means over the logs with their intervals, and the published draws. */
export function summaryTable({ published }: RetrievalReportInput, summaries: readonly EstimatorSummary[]): SafeHtml {
  const heads = [
    "estimator",
    ...RETRIEVAL_MEASURES.map((measure) => MEASURE_NAMES[measure]),
    "90\u00a0% intervals hold",
  ];
  const rows = summaries.map((summary) =>
    row(summary.estimator.name, [
      ...RETRIEVAL_MEASURES.map((measure) => scoreInterval(summary[measure])),
      summary.coverage90 === undefined ? "–" : percentInterval(summary.coverage90),
    ]),
  );
  const draws = (published?.draws ?? []).map((draw) =>
    row(`${draw.by}, a single draw`, [...RETRIEVAL_MEASURES.map((measure) => formatFixed(draw[measure], 2)), "–"]),
  );
  return scrollingTable("Means over the logs", heads, [rows, draws]);
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
      return row(seed, [
        name,
        ...RETRIEVAL_MEASURES.map((measure) => formatScore(outcome[measure])),
        coverage90 === undefined ? "–" : `${formatFixed(100 * coverage90, 1)}\u00a0%`,
      ]);
    }),
  );
  return scrollingTable("Every log", heads, rows);
}

/** Truth and estimates of the first log, a row an item. */
export function itemTable({ estimators }: RetrievalReportInput): SafeHtml {
  const first = estimators.map(({ name, outcomes }) => ({ name, ...outcomes[0]!.estimate }));
  const { truth } = estimators[0]!.outcomes[0]!;
  const rows = Array.from(truth, (value, i) =>
    row(i + 1, [
      formatFixed(value, 2),
      ...first.map(({ difficulty, scale }) => {
        const estimate = formatFixed(difficulty[i]!, 2);
        if (scale === undefined) return estimate;
        const half = QUANTILE_90 * scale[i]!;
        return `${estimate} (${formatFixed(difficulty[i]! - half, 2)} to ${formatFixed(difficulty[i]! + half, 2)})`;
      }),
    ]),
  );
  return scrollingTable(
    "Every item of the first log",
    ["item", "true difficulty", ...first.map(({ name }) => name)],
    rows,
  );
}
