import { type CsvRecord, CsvScanner } from "./csv-scanner";
import { COMMA } from "./delimiter";
import { inputError } from "./input-error";
import type { OpenedSource } from "./open-source";

/** Runs all records of a source through `onRecord`. @throws INVALID_INPUT when there is none */
export async function scanSource(
  source: OpenedSource,
  options: { readonly delimiter?: number; readonly quotes?: boolean },
  onRecord: (record: CsvRecord) => void,
): Promise<void> {
  let records = 0;
  const { delimiter = COMMA, quotes = true } = options;
  const scanner = new CsvScanner({ file: source.name, delimiter, quotes }, (record) => {
    records++;
    onRecord(record);
  });
  for await (const chunk of source.chunks()) scanner.push(chunk);
  scanner.finish();
  if (records === 0) throw inputError({ file: source.name }, "records", "an empty file");
}

/** All fields of a record as text; bytes that are not UTF-8 are refused. */
export function recordTexts(record: CsvRecord, file: string): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return Array.from({ length: record.count }, (_, f) => {
    const bytes = record.bytes.subarray(record.starts[f], record.ends[f]);
    try {
      return decoder.decode(bytes);
    } catch (cause) {
      const text = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 40)));
      throw inputError({ file, row: record.row }, "text in UTF-8", text, "save the file as UTF-8", cause);
    }
  });
}
