import { answerCount, createInteractionLog, type FitWarning, type InteractionLog, ZpdError } from "@zpd/core";

/** What every fit looks at first. */
interface TrainingSummary {
  /** Answers in the log `N`. */
  readonly answers: number;
  /** Mean score of all answers, 0…1. */
  readonly rate: number;
  /** Answers of each item `[I]`. */
  readonly itemCount: Int32Array;
  /** Sum of the scores of each item `[I]`. */
  readonly itemScore: Float64Array;
  readonly warnings: readonly FitWarning[];
}

/**
 * Checks and counts a training log, and warns of what a fit cannot know: items and concepts without an answer, scores that are
 * all alike. O(N + entries of the Q-matrix).
 * @throws SHAPE, INVALID_INPUT when the log's columns do not fit together or it holds no answer
 */
export function summariseTrainingLog(where: string, log: InteractionLog): TrainingSummary {
  createInteractionLog(log);
  const answers = answerCount(log);
  if (answers === 0) {
    throw new ZpdError("INVALID_INPUT", {
      where,
      expected: "a log with at least one answer",
      got: `${log.learners.size} learners and no answers`,
    });
  }
  const { items, qMatrix } = log;
  const itemCount = new Int32Array(items.size);
  const itemScore = new Float64Array(items.size);
  const conceptMet = new Uint8Array(qMatrix.concepts.size);
  let sum = 0;
  for (let n = 0; n < answers; n++) {
    const item = log.item[n]!;
    itemCount[item]!++;
    itemScore[item]! += log.score[n]!;
    sum += log.score[n]!;
  }
  for (let i = 0; i < items.size; i++) {
    if (itemCount[i] === 0) continue;
    for (let e = qMatrix.offsets[i]!; e < qMatrix.offsets[i + 1]!; e++) conceptMet[qMatrix.concept[e]!] = 1;
  }
  const warnings: FitWarning[] = [];
  const unseenItems = items.ids.filter((_, i) => itemCount[i] === 0);
  if (unseenItems.length > 0) {
    warnings.push({
      code: "ITEM_WITHOUT_DATA",
      message: `${unseenItems.length} of ${items.size} items have no training answer; their predictions rest on the rest of the model`,
      ids: unseenItems,
    });
  }
  const unseenConcepts = qMatrix.concepts.ids.filter((_, c) => conceptMet[c] === 0);
  if (unseenConcepts.length > 0) {
    warnings.push({
      code: "CONCEPT_WITHOUT_DATA",
      message: `${unseenConcepts.length} of ${qMatrix.concepts.size} concepts have no training answer; they are taken as average`,
      ids: unseenConcepts,
    });
  }
  const rate = sum / answers;
  if (rate === 0 || rate === 1) {
    warnings.push({
      code: "ONE_OUTCOME",
      message: `all ${answers} training answers are ${rate === 1 ? "right" : "wrong"}; nothing can be learned about what makes an answer right`,
    });
  }
  return { answers, rate, itemCount, itemScore, warnings };
}
