import { createInteractionLog, createQMatrix, type InteractionLog, VocabularyBuilder } from "@zpd/core";
import { rankAuc } from "./auc";
import { type LearnerRows, logOf, readText } from "./real-data";

/**
 * Reads four-line files (id pair, item ids, concept ids, scores) into logs with one vocabulary. Consecutive repeats of
 * an item under further concepts are one answer; a concept that comes again begins a new one.
 */
export function readFourLineLogs(files: readonly string[]): InteractionLog[] {
  const items = new VocabularyBuilder();
  const concepts = new VocabularyBuilder();
  const conceptsOfItem: Set<number>[] = [];
  const parts = files.map((file) => {
    const lines = readText(file).split(/\r?\n/);
    const learners: LearnerRows[] = [];
    for (let at = 0; at + 3 < lines.length; at += 4) {
      const [itemIds, conceptIds, scores] = [1, 2, 3].map((k) => lines[at + k]!.replace(/,\s*$/, "").split(","));
      const learner: LearnerRows = { learner: lines[at]!, items: [], scores: [] };
      const open = new Set<number>();
      for (const [k, id] of itemIds!.entries()) {
        const item = items.add(id);
        const concept = concepts.add(conceptIds![k]!);
        const score = Number(scores![k]);
        conceptsOfItem[item] ??= new Set();
        conceptsOfItem[item]!.add(concept);
        const repeats = learner.items.at(-1) === id && learner.scores.at(-1) === score && !open.has(concept);
        if (!repeats) {
          open.clear();
          learner.items.push(id);
          learner.scores.push(score);
        }
        open.add(concept);
      }
      learners.push(learner);
    }
    return learners;
  });
  const rows = conceptsOfItem.map((set) => [...set]);
  const qMatrix = createQMatrix(rows, concepts.build());
  return parts.map((learners) => createInteractionLog({ ...logOf(learners, items.build().ids), qMatrix }));
}

function readTable(file: string): string[][] {
  const lines = readText(file).trim().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(","));
}

/** The Mastery Grids log and its five folds as learner indices. */
export function readMasteryGrids(): {
  readonly log: InteractionLog;
  readonly folds: readonly { readonly train: number[]; readonly test: number[] }[];
} {
  const folder = "rem-masterygrids";
  const conceptOf = new Map(readTable(`${folder}/problems.csv`).map(([, problem, topic]) => [problem!, topic!]));
  const byLearner = new Map<string, LearnerRows>();
  for (const [user, , problem, , correct] of readTable(`${folder}/records.csv`)) {
    const learner = byLearner.get(user!) ?? { learner: user!, items: [], scores: [] };
    learner.items.push(problem!);
    learner.scores.push(Number(correct));
    byLearner.set(user!, learner);
  }
  const log = logOf([...byLearner.values()], [...conceptOf.keys()], (item) => conceptOf.get(item)!);
  const folds = [1, 2, 3, 4, 5].map(() => ({ train: [] as number[], test: [] as number[] }));
  for (const [fold, user, part] of readTable(`${folder}/folds.csv`)) {
    folds[Number(fold) - 1]![part === "train" ? "train" : "test"].push(log.learners.indexOf(user!));
  }
  return { log, folds };
}

/** AUC over the answers of a log from each learner's `first`-th on (1-based). */
export function aucFromAnswer(log: InteractionLog, predicted: Float32Array, first: number): number {
  const rows: number[] = [];
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]! + first - 1; n < log.offsets[l + 1]!; n++) rows.push(n);
  }
  return rankAuc(
    rows.map((n) => predicted[n]!),
    rows.map((n) => log.score[n]!),
  );
}
