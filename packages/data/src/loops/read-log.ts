import { unknownNameError, unknownOptionError, ZpdError } from "@zpd/core";
import { formatReaders } from "../formats/all-formats";
import { findColumn } from "../parts/column-names";
import type { FormatReader, Inputs, ReadContext } from "../parts/format-reader";
import { inputError } from "../parts/input-error";
import { type OpenedSource, openSource } from "../parts/open-source";
import { probeSource } from "../parts/probe";
import { bankOfTable, isBitRow } from "../parts/q-matrix-file";
import { ReadReport } from "../parts/read-report";
import { readSmallTable, requireColumn, type SmallTable } from "../parts/small-table";
import { ITEM_NAMES } from "../parts/usual-names";
import type { ByteSource } from "../types/byte-source";
import type { ReadOptions, ReadResult } from "../types/read-options";

const OPTION_NAMES = ["format", "map", "qMatrix", "signal", "onProgress"] as const;

/**
 * Reads one log from one or several sources, in one pass, into columns: memory grows with the answers, not with the text.
 * Gzip is undone. What is removed or merged is counted, what is odd is said, what cannot be understood is refused.
 *
 * @throws INVALID_INPUT naming file, row and column; INVALID_CONFIG and UNKNOWN_NAME for wrong options
 */
export async function readLog(
  source: ByteSource | readonly ByteSource[],
  options: ReadOptions = {},
): Promise<ReadResult> {
  checkOptions(options);
  const sources = Array.isArray(source) ? (source as readonly ByteSource[]) : [source as ByteSource];
  if (sources.length === 0)
    throw new ZpdError("INVALID_INPUT", { where: "readLog", expected: "at least one source", got: "none" });
  const report = new ReadReport();
  const qMatrix =
    options.qMatrix === undefined
      ? undefined
      : await readSmallTable(await openSource(options.qMatrix, options), isBitRow);
  const first = await openSource(sources[0]!, options);
  const opened: OpenedSource[] = [first];
  try {
    const reader = chooseReader(first, sources, options);
    const inputs: Inputs = { sources, opened: () => openInTurn(first, sources, options, opened) };
    const { dataset, columns } = await reader.read(inputs, createContext(options, report, qMatrix));
    return {
      dataset,
      format: reader.name,
      ...(columns === undefined ? {} : { columns }),
      cleaned: report.cleaned,
      warnings: report.warnings,
    };
  } finally {
    for (const each of opened) await each.close();
  }
}

function checkOptions(options: ReadOptions): void {
  for (const name of Object.keys(options)) {
    if ((OPTION_NAMES as readonly string[]).includes(name)) continue;
    throw unknownOptionError("readLog", name, OPTION_NAMES);
  }
}

function chooseReader(
  first: OpenedSource,
  sources: readonly ByteSource[],
  { format = "auto" }: ReadOptions,
): FormatReader {
  if (format !== "auto") {
    const named = formatReaders.find(({ name }) => name === format);
    if (named === undefined)
      throw unknownNameError("readLog", "format", format, ["auto", ...formatReaders.map((f) => f.name)]);
    return named;
  }
  if (first.head.length === 0) throw inputError({ file: first.name }, "a log", "an empty file");
  const probe = probeSource(
    first,
    sources.map(({ name }) => name),
  );
  // The last of the table, the long format, reads what no other knows, and says what it misses.
  return formatReaders.find((reader) => reader.matches(probe)) ?? formatReaders.at(-1)!;
}

async function* openInTurn(
  first: OpenedSource,
  sources: readonly ByteSource[],
  options: ReadOptions,
  opened: OpenedSource[],
): AsyncIterable<OpenedSource> {
  yield first;
  for (const source of sources.slice(1)) {
    const next = await openSource(source, options);
    opened.push(next);
    yield next;
    await next.close();
  }
}

function createContext(options: ReadOptions, report: ReadReport, qMatrix: SmallTable | undefined): ReadContext {
  return {
    options,
    report,
    bank: (table, columnOrder) =>
      qMatrix === undefined ? undefined : bankOfTable(qMatrix, table.items.ids(), columnOrder),
    answerKey: (column) => {
      if (qMatrix === undefined) {
        throw new ZpdError("INVALID_CONFIG", {
          where: "readLog",
          expected: `a Q-matrix file with column "${column}", which says what the right answers are`,
          got: "none",
          advice: "give it as qMatrix (--qmatrix FILE)",
        });
      }
      const correct = requireColumn(qMatrix, column);
      const item = ITEM_NAMES.map((name) => findColumn(qMatrix.header, name)).find((at) => at >= 0);
      return new Map(qMatrix.rows.map((row) => [row[item ?? requireColumn(qMatrix, "item")]!, row[correct]!]));
    },
  };
}
