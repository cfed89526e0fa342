import { createInteractionLog, createNumberedVocabulary, type InteractionLog, identityQMatrix } from "@zpd/core";

/** A log from each learner's (item, score) pairs; every item is its own concept. */
export function logOf(
  itemCount: number,
  learners: readonly (readonly (readonly [number, number])[])[],
): InteractionLog {
  const items = createNumberedVocabulary(itemCount);
  const answers = learners.flat();
  const offsets = new Int32Array(learners.length + 1);
  for (const [l, own] of learners.entries()) offsets[l + 1] = offsets[l]! + own.length;
  return createInteractionLog({
    learners: createNumberedVocabulary(learners.length),
    items,
    qMatrix: identityQMatrix(items),
    offsets,
    item: Int32Array.from(answers, ([item]) => item),
    score: Uint8Array.from(answers, ([, score]) => score),
  });
}
