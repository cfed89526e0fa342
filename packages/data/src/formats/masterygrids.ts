import type { Dataset, Fold } from "@zpd/core";
import { AnswerTable } from "../parts/answer-table";
import { assembleLog } from "../parts/assemble-log";
import { planColumns } from "../parts/column-names";
import { sniffDelimiter } from "../parts/delimiter";
import { baseName, type FormatReader, type Inputs, type ReadContext } from "../parts/format-reader";
import { inputError, shown } from "../parts/input-error";
import { createItemBank } from "../parts/item-bank";
import { openSource } from "../parts/open-source";
import type { ReadReport } from "../parts/read-report";
import { recordTexts, scanSource } from "../parts/scan-source";
import { readSmallTable, requireColumn, type SmallTable } from "../parts/small-table";
import { TableRows } from "../parts/table-rows";
import type { ByteSource } from "../types/byte-source";
import type { TablePreset } from "../types/table-preset";

const recordsPreset: TablePreset = {
  name: "masterygrids",
  title: "records of Mastery Grids",
  signatures: [],
  columns: { learner: ["user"], item: ["problem"], concept: ["topic"], score: ["correct"], order: ["step"] },
  filters: [],
};

/**
 * A course of Mastery Grids (Java practice at the University of Pittsburgh; the data of PEAR and MOCHI) as a folder of tables:
 * `records` (user, step, problem, topic, correct), `problems` (problem_id, problem, topic), `topics` (curriculum_order, topic),
 * and where they are there `prepost` (user, pretest, posttest) and `folds` (fold, user, part).
 * Concepts are the topics in the order of the curriculum; a problem has the topic that `problems` gives it, whatever a record says.
 */
export const masteryGridsReader: FormatReader = {
  name: "masterygrids",
  title: "a folder: records, problems, topics, prepost, folds",
  matches: ({ names }) => ["records", "problems", "topics"].every((part) => names.some((name) => isPart(name, part))),
  read: readCourse,
};

function isPart(name: string, part: string): boolean {
  return new RegExp(`^${part}\\.(?:csv|tsv)(?:\\.gz)?$`, "i").test(baseName(name));
}

async function readCourse(inputs: Inputs, context: ReadContext): Promise<{ dataset: Dataset }> {
  const { report, options } = context;
  const find = (part: string): ByteSource | undefined => inputs.sources.find(({ name }) => isPart(name, part));
  const small = async (part: string): Promise<SmallTable | undefined> => {
    const source = find(part);
    return source === undefined ? undefined : readSmallTable(await openSource(source, options));
  };
  const need = (part: string): ByteSource => {
    const source = find(part);
    if (source !== undefined) return source;
    throw inputError(
      { file: inputs.sources[0]?.name ?? "" },
      `a folder with ${part}.csv`,
      inputs.sources.map(({ name }) => baseName(name)).join(", "),
    );
  };
  const records = need("records");
  const needTable = async (part: string): Promise<SmallTable> => readSmallTable(await openSource(need(part), options));
  const topics = orderedTopics(await needTable("topics"));
  const { items, topicOf, sequence } = orderedProblems(await needTable("problems"), topics);
  const bank = createItemBank(
    "problems.csv",
    items,
    topicOf.map((topic) => [topic]),
    topics,
  );

  const table = new AnswerTable({ concept: true, order: true, time: false });
  await readRecords(await openSource(records, options), table, report);
  warnOfOtherTopics(table, new Map(items.map((id, k) => [id, topicOf[k]!])), report);
  const log = assembleLog(table, report, { bank, orderColumn: "step" });

  const learnerOf = (id: string): number => log.learners.indexOf(id);
  const prepost = await small("prepost");
  const foldTable = await small("folds");
  return {
    dataset: {
      log,
      sequence: Int32Array.from(sequence),
      ...(prepost === undefined ? {} : { tests: testScores(prepost, log.learners.size, learnerOf, report) }),
      ...(foldTable === undefined ? {} : { folds: readFolds(foldTable, learnerOf, report) }),
    },
  };
}

async function readRecords(source: Awaited<ReturnType<typeof openSource>>, table: AnswerTable, report: ReadReport) {
  const file = source.name;
  table.place.file = file;
  let rows: TableRows | undefined;
  await scanSource(source, { delimiter: sniffDelimiter(source.head) }, (record) => {
    if (rows !== undefined) {
      rows.add(record);
      return;
    }
    const header = recordTexts(record, file);
    const all = { learner: "user", item: "problem", concept: "topic", score: "correct", order: "step" };
    const plan = planColumns(file, header, recordsPreset, all);
    rows = new TableRows({ file, header, preset: recordsPreset, plan, table, report });
  });
}

function orderedTopics(table: SmallTable): string[] {
  const order = requireColumn(table, "curriculum_order");
  const topic = requireColumn(table, "topic");
  return [...table.rows].sort((a, b) => Number(a[order]) - Number(b[order])).map((row) => row[topic]!);
}

function orderedProblems(
  table: SmallTable,
  topics: readonly string[],
): { items: string[]; topicOf: string[]; sequence: number[] } {
  const id = requireColumn(table, "problem_id");
  const problem = requireColumn(table, "problem");
  const topic = requireColumn(table, "topic");
  const position = new Map(topics.map((name, k) => [name, k]));
  for (const [r, row] of table.rows.entries()) {
    if (position.has(row[topic]!)) continue;
    const location = { file: table.file, row: r + table.firstRow, column: "topic" };
    throw inputError(location, "a topic of the curriculum", shown(row[topic]!));
  }
  const sequence = table.rows.map((_, k) => k);
  const key = (k: number): number => position.get(table.rows[k]![topic]!)!;
  sequence.sort((a, b) => key(a) - key(b) || Number(table.rows[a]![id]) - Number(table.rows[b]![id]));
  return { items: table.rows.map((row) => row[problem]!), topicOf: table.rows.map((row) => row[topic]!), sequence };
}

function warnOfOtherTopics(table: AnswerTable, topicOf: ReadonlyMap<string, string>, report: ReadReport): void {
  const own = table.items.ids().map((id) => topicOf.get(id));
  const said = table.cells.ids();
  let other = 0;
  for (let n = 0; n < table.length; n++) if (own[table.item.at(n)] !== said[table.cell!.at(n)]) other++;
  if (other > 0)
    report.warn(`${other} records carry another topic than problems.csv gives their problem: the latter holds`);
}

function testScores(
  table: SmallTable,
  learners: number,
  learnerOf: (id: string) => number,
  report: ReadReport,
): { preTest: Float64Array; postTest: Float64Array } {
  const [user, pre, post] = ["user", "pretest", "posttest"].map((name) => requireColumn(table, name)) as [
    number,
    number,
    number,
  ];
  const preTest = new Float64Array(learners).fill(Number.NaN);
  const postTest = new Float64Array(learners).fill(Number.NaN);
  const score = (row: readonly string[], column: number, r: number): number => {
    const text = row[column]!;
    if (text === "" || text === "NA") return Number.NaN;
    const value = Number(text);
    if (value >= 0 && value <= 1) return value;
    const location = { file: table.file, row: r + table.firstRow, column: table.header[column]! };
    throw inputError(location, "a test score in 0…1 or a blank", shown(text));
  };
  let unknown = 0;
  for (const [r, row] of table.rows.entries()) {
    const learner = learnerOf(row[user]!);
    const before = score(row, pre, r);
    const after = score(row, post, r);
    if (learner < 0) {
      unknown++;
      continue;
    }
    preTest[learner] = before;
    postTest[learner] = after;
  }
  report.remove("test of a learner without records", unknown);
  return { preTest, postTest };
}

function readFolds(table: SmallTable, learnerOf: (id: string) => number, report: ReadReport): Fold[] {
  const [fold, user, part] = ["fold", "user", "part"].map((name) => requireColumn(table, name)) as [
    number,
    number,
    number,
  ];
  const folds = new Map<string, { train: number[]; test: number[] }>();
  let unknown = 0;
  for (const [r, row] of table.rows.entries()) {
    const label = row[part]!;
    if (label !== "train" && label !== "test") {
      const location = { file: table.file, row: r + table.firstRow, column: table.header[part]! };
      throw inputError(location, "train or test", shown(label));
    }
    const parts = folds.get(row[fold]!) ?? { train: [], test: [] };
    folds.set(row[fold]!, parts);
    const learner = learnerOf(row[user]!);
    if (learner < 0) unknown++;
    else parts[label].push(learner);
  }
  report.remove("fold entry of a learner without records", unknown);
  return [...folds].map(([name, { train, test }]) => ({
    name: `fold ${name}`,
    train: Int32Array.from(train).sort(),
    test: Int32Array.from(test).sort(),
  }));
}
