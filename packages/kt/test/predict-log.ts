import { type InteractionLog, type KnowledgeTracer, NO_ITEM } from "@zpd/core";

/** P(correct) of every answer of a log `[N]`, each before it is observed; all learners in one batch. */
export function predictLog(tracer: KnowledgeTracer, log: InteractionLog): Float32Array {
  const learners = log.learners.size;
  const state = tracer.start(learners);
  const out = new Float32Array(log.item.length);
  const items = new Int32Array(learners);
  const scores = new Float32Array(learners);
  let longest = 0;
  for (let l = 0; l < learners; l++) longest = Math.max(longest, log.offsets[l + 1]! - log.offsets[l]!);
  for (let t = 0; t < longest; t++) {
    for (let l = 0; l < learners; l++) {
      const n = log.offsets[l]! + t;
      const here = n < log.offsets[l + 1]!;
      items[l] = here ? log.item[n]! : NO_ITEM;
      scores[l] = here ? log.score[n]! : 0;
    }
    const predicted = tracer.predictItems(state, items);
    for (let l = 0; l < learners; l++) if (items[l] !== NO_ITEM) out[log.offsets[l]! + t] = predicted[l]!;
    tracer.observe(state, items, scores);
  }
  return out;
}

/** Area under the ROC curve by ranks, ties at their mean rank; answers before a learner's `from`-th (0-based) are left out. */
export function aucOfLog(log: InteractionLog, predicted: Float32Array, from = 0): number {
  const rows: number[] = [];
  for (let l = 0; l < log.learners.size; l++) {
    for (let n = log.offsets[l]! + from; n < log.offsets[l + 1]!; n++) rows.push(n);
  }
  rows.sort((a, b) => predicted[a]! - predicted[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let k = 0; k < rows.length; ) {
    let end = k;
    while (end < rows.length && predicted[rows[end]!] === predicted[rows[k]!]) end++;
    for (let j = k; j < end; j++) {
      if (log.score[rows[j]!] === 1) {
        positives++;
        rankSum += (k + 1 + end) / 2;
      }
    }
    k = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (rows.length - positives));
}
