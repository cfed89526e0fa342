import {
  createInteractionLog,
  createQMatrix,
  type InteractionLog,
  type QMatrix,
  type Vocabulary,
  VocabularyBuilder,
  ZpdError,
} from "@zpd/core";
import type { IrtPosterior, PosteriorModel } from "../types/posterior";

/** The ids of both, the first's first. */
function joinVocabularies(first: Vocabulary, second: Vocabulary): Vocabulary {
  if (second.ids.every((id, k) => first.ids[k] === id)) return first;
  const builder = new VocabularyBuilder();
  for (const id of first.ids) builder.add(id);
  for (const id of second.ids) builder.add(id);
  return builder.build();
}

/** Known items keep their concepts, new ones bring theirs. */
function joinQMatrices(known: QMatrix, added: QMatrix, addedItems: Vocabulary, items: Vocabulary): QMatrix {
  if (items.size === known.itemCount) return known;
  const concepts = joinVocabularies(known.concepts, added.concepts);
  const rows = Array.from({ length: items.size }, (_, i) => {
    const { qMatrix, row } =
      i < known.itemCount ? { qMatrix: known, row: i } : { qMatrix: added, row: addedItems.indexOf(items.ids[i]!) };
    const ids = qMatrix.concept.subarray(qMatrix.offsets[row], qMatrix.offsets[row + 1]);
    return Array.from(ids, (c) => concepts.indexOf(qMatrix.concepts.ids[c]!));
  });
  return createQMatrix(rows, concepts);
}

/**
 * A log over the learners and items of an earlier posterior, in its order, and after them those it did not know. Learners
 * without new answers have empty rows. O(N + L + I). @throws INVALID_INPUT when the posterior is of another model
 */
export function joinPrior(
  where: string,
  log: InteractionLog,
  prior: IrtPosterior,
  model: PosteriorModel,
  factors: number,
): InteractionLog {
  if (prior.model !== model || prior.factors !== factors) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: `a posterior of ${model} with ${factors} factors as prior`,
      got: `one of ${prior.model} with ${prior.factors}`,
      advice: "update with the model that was saved",
    });
  }
  createInteractionLog(log);
  const learners = joinVocabularies(prior.learners, log.learners);
  const items = joinVocabularies(prior.items, log.items);
  const itemIndex = Int32Array.from(log.items.ids, (id) => items.indexOf(id));
  const offsets = new Int32Array(learners.size + 1);
  const learnerIndex = Int32Array.from(log.learners.ids, (id) => learners.indexOf(id));
  for (let l = 0; l < learnerIndex.length; l++) {
    offsets[learnerIndex[l]! + 1] = log.offsets[l + 1]! - log.offsets[l]!;
  }
  for (let l = 0; l < learners.size; l++) offsets[l + 1]! += offsets[l]!;
  const item = new Int32Array(log.item.length);
  const score = log.score.slice();
  for (let l = 0; l < learnerIndex.length; l++) {
    let at = offsets[learnerIndex[l]!]!;
    for (let n = log.offsets[l]!; n < log.offsets[l + 1]!; n++, at++) {
      item[at] = itemIndex[log.item[n]!]!;
      score[at] = log.score[n]!;
    }
  }
  return {
    learners,
    items,
    qMatrix: joinQMatrices(prior.qMatrix, log.qMatrix, log.items, items),
    offsets,
    item,
    score,
  };
}
