import { CsvScanner } from "./csv-scanner";
import { sniffDelimiter } from "./delimiter";
import { baseName, type Probe } from "./format-reader";
import type { OpenedSource } from "./open-source";

/** So many lines tell a format. */
const PROBED_LINES = 48;

/** Looks into the head of the first source. Never fails: what cannot be understood matches nothing. */
export function probeSource(opened: OpenedSource, names: readonly string[]): Probe {
  const text = new TextDecoder().decode(opened.head);
  const pieces = text.split("\n", PROBED_LINES + 1);
  const cut = pieces.length <= PROBED_LINES && !opened.whole;
  if (cut || pieces.length > PROBED_LINES) pieces.pop();
  const lines = pieces.map((line) => line.replace(/\r$/, "")).filter((line) => line !== "");
  return { names: names.map(baseName), head: opened.head, lines, cut, header: probeHeader(opened.head) };
}

function probeHeader(head: Uint8Array): readonly string[] {
  let header: readonly string[] | undefined;
  const decoder = new TextDecoder();
  const scanner = new CsvScanner({ file: "", delimiter: sniffDelimiter(head) }, (record) => {
    header ??= Array.from({ length: record.count }, (_, f) =>
      decoder.decode(record.bytes.subarray(record.starts[f], record.ends[f])),
    );
  });
  try {
    scanner.push(head);
    scanner.finish();
  } catch {
    // The head may end inside quotes; the reader will say what is wrong with the whole.
  }
  return header ?? [];
}
