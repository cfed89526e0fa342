import { createQMatrix, createVocabulary, type Dataset, type InteractionLog, isZpdError } from "@zpd/core";
import type { ParquetNotes } from "../types/parquet-notes";
import { inputError } from "./input-error";
import type { ItemBank } from "./item-bank";

/** Reads the notes of a Parquet file written by `writeParquet`. @throws INVALID_INPUT when they are damaged */
export function parseNotes(file: string, text: string): ParquetNotes {
  const damaged = (got: string, cause?: unknown) =>
    inputError({ file }, "notes as writeParquet leaves them in the metadata", got, undefined, cause);
  try {
    const notes = JSON.parse(text) as ParquetNotes;
    const lists: readonly unknown[] = [notes.learners, notes.items, notes.concepts, notes.qMatrix];
    if (notes.version !== 1 || !lists.every(Array.isArray)) throw damaged("notes of another version");
    const texts = [...notes.learners, ...notes.items, ...notes.concepts];
    if (!texts.every((id) => typeof id === "string") || notes.qMatrix.length !== notes.items.length)
      throw damaged("damaged notes");
    return notes;
  } catch (error) {
    throw isZpdError(error) ? error : damaged("damaged notes", error);
  }
}

/** The items and concepts that notes tell. @throws INVALID_INPUT */
export function bankOfNotes(file: string, notes: ParquetNotes): ItemBank {
  const qMatrix = createQMatrix(notes.qMatrix, createVocabulary(notes.concepts));
  return { file, items: createVocabulary(notes.items), qMatrix };
}

/** The dataset of a log with everything else that notes tell of it. */
export function datasetOfNotes(log: InteractionLog, notes: ParquetNotes): Dataset {
  const scores = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values, (v) => v ?? Number.NaN);
  const { preTest, postTest, folds, sequence } = notes;
  return {
    log,
    ...(preTest === undefined || postTest === undefined
      ? {}
      : { tests: { preTest: scores(preTest), postTest: scores(postTest) } }),
    ...(folds === undefined
      ? {}
      : {
          folds: folds.map(({ name, train, test }) => ({
            name,
            train: Int32Array.from(train),
            test: Int32Array.from(test),
          })),
        }),
    ...(sequence === undefined ? {} : { sequence: Int32Array.from(sequence) }),
  };
}
