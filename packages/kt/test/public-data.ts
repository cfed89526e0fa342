import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  createInteractionLog,
  createQMatrix,
  createVocabulary,
  type InteractionLog,
  type QMatrix,
  VocabularyBuilder,
} from "@zpd/core";

/** The folder of public data sets, `../shared/data` seen from the repository's root, or undefined when there is none. */
function findDataFolder(): string | undefined {
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
    const data = join(folder, "..", "shared", "data");
    if (existsSync(join(folder, "pnpm-workspace.yaml"))) return existsSync(data) ? data : undefined;
  }
  return undefined;
}

/** The path of one data set, or undefined when it is not on this machine. */
export function dataSetFolder(name: string): string | undefined {
  const data = findDataFolder();
  return data !== undefined && existsSync(join(data, name)) ? join(data, name) : undefined;
}

interface RawAnswer {
  readonly item: number;
  readonly score: number;
}

/**
 * Reads four-line files (id pair, item ids, concept ids, scores) into logs with one vocabulary. Consecutive repeats of
 * an item under further concepts are one answer; a concept that comes again begins a new one.
 */
export function readFourLineLogs(files: readonly string[]): InteractionLog[] {
  const items = new VocabularyBuilder();
  const concepts = new VocabularyBuilder();
  const conceptsOfItem: Set<number>[] = [];
  const parts = files.map((file) => {
    const bytes = readFileSync(file);
    const lines = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8").split(/\r?\n/);
    const learners: { id: string; answers: RawAnswer[] }[] = [];
    for (let at = 0; at + 3 < lines.length; at += 4) {
      const [itemIds, conceptIds, scores] = [1, 2, 3].map((k) => lines[at + k]!.replace(/,\s*$/, "").split(","));
      const answers: RawAnswer[] = [];
      const open = new Set<number>();
      for (const [k, id] of itemIds!.entries()) {
        const item = items.add(id);
        const concept = concepts.add(conceptIds![k]!);
        conceptsOfItem[item] ??= new Set();
        conceptsOfItem[item]!.add(concept);
        const score = Number(scores![k]);
        const last = answers.at(-1);
        if (last !== undefined && last.item === item && last.score === score && !open.has(concept)) {
          open.add(concept);
          continue;
        }
        open.clear();
        open.add(concept);
        answers.push({ item, score });
      }
      learners.push({ id: lines[at]!, answers });
    }
    return learners;
  });
  const vocabulary = items.build();
  const qMatrix = createQMatrix(
    conceptsOfItem.map((set) => [...set]),
    concepts.build(),
  );
  return parts.map((learners) => logOf(learners, vocabulary, qMatrix));
}

function logOf(
  learners: readonly { readonly id: string; readonly answers: readonly RawAnswer[] }[],
  items: InteractionLog["items"],
  qMatrix: QMatrix,
): InteractionLog {
  const offsets = new Int32Array(learners.length + 1);
  for (const [l, { answers }] of learners.entries()) offsets[l + 1] = offsets[l]! + answers.length;
  const all = learners.flatMap(({ answers }) => answers);
  return createInteractionLog({
    learners: createVocabulary(learners.map(({ id }) => id)),
    items,
    qMatrix,
    offsets,
    item: Int32Array.from(all, ({ item }) => item),
    score: Uint8Array.from(all, ({ score }) => score),
  });
}

/** The Mastery Grids log and its five folds as learner indices. */
export function readMasteryGrids(folder: string): {
  readonly log: InteractionLog;
  readonly folds: readonly { readonly train: number[]; readonly test: number[] }[];
} {
  const table = (name: string): string[][] =>
    readFileSync(join(folder, name), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(","));
  const concepts = new VocabularyBuilder();
  const problems = table("problems.csv");
  const items = createVocabulary(problems.map((row) => row[1]!));
  const rows = problems.map((row) => [concepts.add(row[2]!)]);
  const byLearner = new Map<string, RawAnswer[]>();
  for (const [user, , problem, , correct] of table("records.csv")) {
    if (!byLearner.has(user!)) byLearner.set(user!, []);
    byLearner.get(user!)!.push({ item: items.indexOf(problem!), score: Number(correct) });
  }
  const learners = [...byLearner].map(([id, answers]) => ({ id, answers }));
  const log = logOf(learners, items, createQMatrix(rows, concepts.build()));
  const folds = [1, 2, 3, 4, 5].map(() => ({ train: [] as number[], test: [] as number[] }));
  for (const [fold, user, part] of table("folds.csv")) {
    folds[Number(fold) - 1]![part === "train" ? "train" : "test"].push(log.learners.indexOf(user!));
  }
  return { log, folds };
}
