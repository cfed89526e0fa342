import type { Fold } from "@zpd/core";
import { ZpdError } from "@zpd/core";
import { AnswerTable } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import { type ColumnPlan, findColumn, missingColumn, planColumns } from "../parts/column-names";
import { sniffDelimiter } from "../parts/delimiter";
import { foldsOfLabels } from "../parts/fold-labels";
import type { FormatReader, FormatResult, Inputs, Probe, ReadContext } from "../parts/format-reader";
import { inputError } from "../parts/input-error";
import type { OpenedSource } from "../parts/open-source";
import { recordTexts, scanSource } from "../parts/scan-source";
import { TableRows } from "../parts/table-rows";
import type { ColumnMap } from "../types/read-options";
import type { TablePreset } from "../types/table-preset";

/** A reader of tables with one answer a row, laid out as a preset says. */
export function createTableReader(preset: TablePreset): FormatReader {
  return {
    name: preset.name,
    title: preset.title,
    matches: (probe: Probe) =>
      preset.signatures.some((names) => names.every((name) => findColumn(probe.header, name) >= 0)),
    read: (inputs, context) => readTable(preset, inputs, context),
  };
}

async function readTable(preset: TablePreset, inputs: Inputs, context: ReadContext): Promise<FormatResult> {
  let table: AnswerTable | undefined;
  let columns: ColumnMap = {};
  for await (const source of inputs.opened()) {
    let rows: TableRows | undefined;
    await scanSource(source, { delimiter: sniffDelimiter(source.head), quotes: preset.quotes ?? true }, (record) => {
      if (rows !== undefined) {
        rows.add(record);
        return;
      }
      const header = headerOf(recordTexts(record, source.name));
      const plan = planTable(source, header, preset, context);
      if (table === undefined) {
        table = createTable(plan);
        columns = plan.names;
      } else assertSameRoles(source, columns, plan);
      table.place.file = source.name;
      const answers = usesKey(plan, preset) ? context.answerKey(preset.answerKey!.correct) : undefined;
      rows = new TableRows({
        file: source.name,
        header,
        preset,
        plan,
        table,
        report: context.report,
        ...(answers === undefined ? {} : { answers }),
      });
    });
  }
  if (table === undefined || table.length === 0)
    throw inputError({ file: inputs.sources[0]?.name ?? "" }, "answers", "a header and no answers");
  return finishTable(table, preset, columns, context);
}

/** A last nameless column is a comma at the end of the line; a nameless first one is a row number. */
function headerOf(names: string[]): string[] {
  while (names.length > 1 && names.at(-1) === "") names.pop();
  return names;
}

function usesKey(plan: ColumnPlan, preset: TablePreset): boolean {
  return plan.fields.score === undefined && preset.answerKey !== undefined;
}

function planTable(
  source: OpenedSource,
  header: readonly string[],
  preset: TablePreset,
  { options }: ReadContext,
): ColumnPlan {
  const file = source.name;
  if (header.length === 1 && options.map === undefined)
    throw missingColumn(file, header, "a header of several columns, separated by comma, tab, semicolon or |");
  const plan = planColumns(file, header, preset, options.map ?? {});
  if (plan.fields.learner === undefined && preset.learnerIsFileName !== true)
    throw missingColumn(file, header, "a column of learner ids");
  if (plan.fields.item === undefined && plan.fields.concept === undefined)
    throw missingColumn(file, header, "a column of item or concept ids");
  if (plan.fields.score === undefined && preset.answerKey === undefined)
    throw missingColumn(file, header, "a column of scores");
  return plan;
}

function createTable({ fields }: ColumnPlan): AnswerTable {
  return new AnswerTable({
    concept: fields.concept !== undefined,
    order: fields.order !== undefined,
    time: fields.time !== undefined,
  });
}

function assertSameRoles(source: OpenedSource, first: ColumnMap, plan: ColumnPlan): void {
  const before = Object.keys(first).join(", ");
  const now = Object.keys(plan.names).join(", ");
  if (before !== now)
    throw inputError(
      { file: source.name, row: 1 },
      `columns for ${before}, as in the first file`,
      `columns for ${now}`,
    );
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
