import { createVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";
import { readText } from "./real-data";

/** The cells of a comma-separated file without quoted commas, its header first. */
export function readCells(name: string): string[][] {
  return readText(name)
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(",").map((cell) => cell.replaceAll('"', "")));
}

/** A log in which every learner answers every item: one row of 0 and 1 a learner. */
export function logOfMatrix(rows: readonly (readonly number[])[]): InteractionLog {
  const width = rows[0]?.length ?? 0;
  const items = createVocabulary(Array.from({ length: width }, (_, i) => `${i + 1}`));
  return {
    learners: createVocabulary(rows.map((_, l) => `l${l}`)),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: rows.length + 1 }, (_, l) => l * width),
    item: Int32Array.from(rows.flatMap((row) => row.map((_, i) => i))),
    score: Uint8Array.from(rows.flat()),
  };
}

/** A table of 0 and 1 with a header as a log. */
export function readResponses(name: string): InteractionLog {
  return logOfMatrix(
    readCells(name)
      .slice(1)
      .map((row) => row.map(Number)),
  );
}

/** Difficulty and discrimination of each item of one model in a reference file. */
export function readReference(name: string, model: string): { difficulty: number[]; discrimination: number[] } {
  const rows = readCells(name).filter((row) => row[1] === model);
  return { difficulty: rows.map((row) => Number(row[3])), discrimination: rows.map((row) => Number(row[4])) };
}
