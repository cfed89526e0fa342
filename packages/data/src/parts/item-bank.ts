import { createQMatrix, createVocabulary, type QMatrix, type Vocabulary, VocabularyBuilder } from "@zpd/core";

/** The items that exist and their concepts, where a file other than the log says so. */
export interface ItemBank {
  /** The file that says so, for messages. */
  readonly file: string;
  readonly items: Vocabulary;
  readonly qMatrix: QMatrix;
}

/** A bank from each item's concept ids; concepts are numbered in the order given, then as they come. */
export function createItemBank(
  file: string,
  items: readonly string[],
  conceptsOfItem: readonly (readonly string[])[],
  conceptOrder: readonly string[] = [],
): ItemBank {
  const concepts = new VocabularyBuilder();
  for (const id of conceptOrder) concepts.add(id);
  const rows = conceptsOfItem.map((ids) => ids.map((id) => concepts.add(id)));
  return { file, items: createVocabulary(items), qMatrix: createQMatrix(rows, concepts.build()) };
}
