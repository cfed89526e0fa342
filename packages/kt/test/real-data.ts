import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createQMatrix, createVocabulary, type InteractionLog, identityQMatrix, VocabularyBuilder } from "@zpd/core";

/** `shared/data` beside the repository, four folders above this one. */
const dataFolder = join(import.meta.dirname, "../../../../shared/data");

export function hasRealData(name: string): boolean {
  return existsSync(join(dataFolder, name));
}

export function readText(name: string): string {
  const bytes = readFileSync(join(dataFolder, name));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** One learner's answers: item ids and scores in order. */
export interface LearnerRows {
  readonly learner: string;
  readonly items: string[];
  readonly scores: number[];
}

/** A log over a given list of items; every item is its own concept unless `conceptOf` tells it. */
export function logOf(
  learners: readonly LearnerRows[],
  itemIds: readonly string[],
  conceptOf?: (item: string) => string,
): InteractionLog {
  const items = createVocabulary(itemIds);
  const builder = new VocabularyBuilder();
  const rows = conceptOf === undefined ? [] : itemIds.map((id) => [builder.add(conceptOf(id))]);
  const offsets = new Int32Array(learners.length + 1);
  for (const [l, { items: answered }] of learners.entries()) offsets[l + 1] = offsets[l]! + answered.length;
  return {
    learners: createVocabulary(learners.map(({ learner }) => learner)),
    items,
    qMatrix: conceptOf === undefined ? identityQMatrix(items) : createQMatrix(rows, builder.build()),
    offsets,
    item: Int32Array.from(learners.flatMap((l) => l.items.map((id) => items.indexOf(id)))),
    score: Uint8Array.from(learners.flatMap((l) => l.scores)),
  };
}

/** Three lines a learner: length, item ids, scores. */
export function parseThreeLines(text: string): LearnerRows[] {
  const lines = text.split(/\r?\n/);
  const learners: LearnerRows[] = [];
  for (let k = 0; k + 2 < lines.length; k += 3) {
    const length = Number(lines[k]);
    learners.push({
      learner: `l${k / 3}`,
      items: lines[k + 1]!.split(",").slice(0, length),
      scores: lines[k + 2]!.split(",").slice(0, length).map(Number),
    });
  }
  return learners;
}
