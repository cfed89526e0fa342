import type { InteractionLog } from "@zpd/core";
import { buildAnswerTrie } from "../maths/answer-trie";
import type { BktIndividualPrior } from "../types/bkt";
import type { ConceptAnswers } from "./bkt-em";
import type { ConceptSequences } from "./concept-sequences";
import { PAST_GROUPS, pastClass } from "./past-answers";

/** Which parameters every item has for itself, and what the prior depends on. */
export interface BktVariants {
  readonly itemGuessSlip: boolean;
  readonly itemLearn: boolean;
  readonly individualPrior: BktIndividualPrior;
}

/**
 * Turns one concept's answers into symbols and merges the sequences. A symbol is a score, or a pair of Q-matrix entry
 * and score where items have parameters of their own. Group `g` of an item variant belongs to entry `entries[g]`.
 * `bounds` part the learners by their past answers, where the prior depends on them. O(answers of the concept).
 */
export function collectConceptAnswers(
  { score }: InteractionLog,
  sequences: ConceptSequences,
  concept: number,
  { itemGuessSlip, itemLearn, individualPrior }: BktVariants,
  bounds: Float64Array,
): { readonly answers: ConceptAnswers; readonly entries: number[] } {
  const { offsets, answer, entry, sequenceOffsets, sequenceStart, pastScoreSum, pastAnswers } = sequences;
  const from = offsets[concept]!;
  const length = offsets[concept + 1]! - from;
  const perItem = itemGuessSlip || itemLearn;
  const symbol = new Int32Array(length);
  const scores: number[] = [];
  const groups: number[] = [];
  const entries: number[] = [];
  const groupOfEntry = new Map<number, number>();
  // By item group, then by score; looked up once per answer.
  const symbolOf: Map<number, number>[] = [];
  for (let k = 0; k < length; k++) {
    let group = 0;
    if (perItem) {
      const own = entry[from + k]!;
      group = groupOfEntry.get(own) ?? entries.length;
      if (group === entries.length) {
        groupOfEntry.set(own, group);
        entries.push(own);
      }
    }
    symbolOf[group] ??= new Map<number, number>();
    const value = score[answer[from + k]!]!;
    const known = symbolOf[group]!.get(value);
    symbol[k] = known ?? scores.length;
    if (known !== undefined) continue;
    symbolOf[group]!.set(value, scores.length);
    scores.push(value);
    groups.push(group);
  }
  const start = sequenceStart.slice(sequenceOffsets[concept], sequenceOffsets[concept + 1]! + 1);
  for (let s = 0; s < start.length; s++) start[s]! -= from;
  const byPast = individualPrior === "past-answers";
  const first = sequenceOffsets[concept]!;
  const root = Int32Array.from({ length: byPast ? start.length - 1 : 0 }, (_, s) =>
    pastClass(pastScoreSum[first + s]!, pastAnswers[first + s]!, bounds),
  );
  const ownGroup = Int32Array.from(groups);
  const oneGroup = new Int32Array(groups.length);
  return {
    entries,
    answers: {
      trie: buildAnswerTrie({
        symbol,
        start,
        symbolCount: scores.length,
        ...(byPast ? { root, roots: PAST_GROUPS } : { roots: 1 }),
      }),
      score: Float64Array.from(scores),
      emissionGroup: itemGuessSlip ? ownGroup : oneGroup,
      emissionGroups: itemGuessSlip ? entries.length : 1,
      learnGroup: itemLearn ? ownGroup : oneGroup,
      learnGroups: itemLearn ? entries.length : 1,
      givenAfterFirst: individualPrior === "first-answer",
    },
  };
}
