import type { ParameterRow } from "@zpd/core";
import type { CrossValidation, PredictionScores } from "@zpd/eval";
import { textTable } from "./text-table";

const METRICS = ["auc", "accuracy", "rmse", "logLoss", "ece"] as const;
/** A longer table scrolls the figures that matter off the screen; --json has it all. */
const MOST_ROWS = 30;

function number(value: number | undefined): string {
  return value === undefined ? "" : value.toFixed(4);
}

/** A row of metrics per fold, and the mean with its interval. */
export function metricsTable({ folds, mean }: Pick<CrossValidation, "folds" | "mean">): string {
  const row = (name: string, scores: PredictionScores): string[] => [
    name,
    ...METRICS.map((metric) => number(scores[metric])),
    scores.answers.toLocaleString("en-US"),
  ];
  const interval = METRICS.map((metric) => {
    const figures = mean[metric];
    return figures?.low === undefined ? "" : `${number(figures.low)}–${number(figures.high)}`;
  });
  const rows = folds.map((fold) => row(fold.name, fold));
  if (folds.length > 1) rows.push(["mean", ...METRICS.map((metric) => number(mean[metric]?.value)), ""]);
  rows.push(["95 % interval", ...interval, ""]);
  return textTable(["fold", "AUC", "accuracy", "RMSE", "log loss", "ECE", "answers"], rows, [
    "left",
    ...METRICS.map(() => "right" as const),
    "right",
  ]);
}

/** The first rows of a table of parameters. */
export function parametersTable(parameters: readonly ParameterRow[]): string {
  const first = parameters[0];
  if (first === undefined) return "";
  const names = Object.keys(first);
  const rows = parameters.slice(0, MOST_ROWS).map((row) =>
    names.map((name) => {
      const value = row[name];
      return typeof value === "number" ? value.toFixed(4) : (value ?? "");
    }),
  );
  const more = parameters.length > MOST_ROWS ? `… and ${parameters.length - MOST_ROWS} more (--json shows all)\n` : "";
  return (
    textTable(
      names,
      rows,
      names.map((name) => (typeof first[name] === "number" ? "right" : "left")),
    ) + more
  );
}

/** One model's metrics, a row each. */
export function scoresTable(scores: PredictionScores): string {
  const rows = METRICS.map((metric) => [metric, number(scores[metric])]);
  return textTable(
    ["metric", "value"],
    [...rows, ["answers", scores.answers.toLocaleString("en-US")]],
    ["left", "right"],
  );
}
