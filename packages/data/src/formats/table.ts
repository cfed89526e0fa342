import type { AnswerTable } from "../parts/answer-table";
import { type ColumnPlan, findColumn } from "../parts/column-names";
import { sniffDelimiter } from "../parts/delimiter";
import type { FormatReader, FormatResult, Inputs, Probe, ReadContext } from "../parts/format-reader";
import { inputError } from "../parts/input-error";
import { recordTexts, scanSource } from "../parts/scan-source";
import { assertSameRoles, createTable, finishTable, planTable } from "../parts/table-plan";
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
      const plan = planTable(source.name, header, preset, context);
      if (table === undefined) {
        table = createTable(plan);
        columns = plan.names;
      } else assertSameRoles(source.name, columns, plan);
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
