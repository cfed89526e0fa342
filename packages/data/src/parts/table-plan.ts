import type { Fold } from "@zpd/core";
import { ZpdError } from "@zpd/core";
import type { ColumnMap } from "../types/read-options";
import type { TablePreset } from "../types/table-preset";
import { AnswerTable } from "./answer-table";
import { assembleLog } from "./assemble-log";
import { type ColumnPlan, missingColumn, planColumns } from "./column-names";
import { foldsOfLabels } from "./fold-labels";
import type { FormatResult, ReadContext } from "./format-reader";
import { inputError } from "./input-error";

const NO_LEARNER = "say which it is with map (--map learner=column); persons x items are format matrix";

/** Finds the columns and checks that learner, item or concept, and score are there. @throws INVALID_INPUT */
export function planTable(
  file: string,
  header: readonly string[],
  preset: TablePreset,
  { options }: ReadContext,
): ColumnPlan {
  if (header.length === 1 && options.map === undefined)
    throw missingColumn(file, header, "a header of several columns, separated by comma, tab, semicolon or |");
  const plan = planColumns(file, header, preset, options.map ?? {});
  if (plan.fields.learner === undefined && preset.learnerIsFileName !== true)
    throw missingColumn(file, header, "a column of learner ids", undefined, NO_LEARNER);
  if (plan.fields.item === undefined && plan.fields.concept === undefined)
    throw missingColumn(file, header, "a column of item or concept ids");
  if (plan.fields.score === undefined && preset.answerKey === undefined)
    throw missingColumn(file, header, "a column of scores");
  return plan;
}

/** An empty answer table with the columns that a plan fills. */
export function createTable({ fields }: ColumnPlan): AnswerTable {
  return new AnswerTable({
    concept: fields.concept !== undefined,
    order: fields.order !== undefined,
    time: fields.time !== undefined,
  });
}

/** Files of one log have columns for the same roles. @throws INVALID_INPUT */
export function assertSameRoles(file: string, first: ColumnMap, plan: ColumnPlan): void {
  const before = Object.keys(first).join(", ");
  const now = Object.keys(plan.names).join(", ");
  if (before !== now)
    throw inputError({ file, row: 1 }, `columns for ${before}, as in the first file`, `columns for ${now}`);
}

/** The dataset of a filled table: log, Q-matrix and folds. */
export function finishTable(
  table: AnswerTable,
  preset: TablePreset,
  columns: ColumnMap,
  { report, options, bank }: ReadContext,
): FormatResult {
  const items = bank(table);
  const orderColumn = columns.order ?? columns.time;
  const log = assembleLog(table, report, {
    ...(items === undefined ? {} : { bank: items }),
    ...(orderColumn === undefined ? {} : { orderColumn }),
    orderIsAnswer: preset.orderIsAnswer === true,
  });
  let folds: readonly Fold[] | undefined;
  if (columns.fold !== undefined) {
    if (table.twoLabels !== undefined) {
      const learner = log.learners.ids[table.twoLabels]!;
      const message = `learner "${learner}" has rows of several folds`;
      if (options.map?.fold !== undefined)
        throw new ZpdError("INVALID_INPUT", { where: "readLog", expected: "one fold a learner", got: message });
      report.warn(`${message}: column ${columns.fold} is left out`);
    } else folds = foldsOfLabels(table, columns.fold);
  }
  return { dataset: { log, ...(folds === undefined ? {} : { folds }) }, columns };
}
