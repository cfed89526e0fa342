import { type InteractionLog, type KnowledgeTracer, NO_ITEM } from "@zpd/core";

/**
 * Predicts every answer of a log from the ones before it, through the contract alone: all learners advance together,
 * one answer a step. Returns P(correct) by row of the log `[N]`.
 */
export function predictLog(tracer: KnowledgeTracer, log: InteractionLog): Float32Array {
  const learners = log.learners.size;
  const result = new Float32Array(log.item.length);
  const state = tracer.start(learners);
  const items = new Int32Array(learners);
  const scores = new Float32Array(learners);
  const out = new Float32Array(learners);
  for (let step = 0, left = true; left; step++) {
    left = false;
    for (let l = 0; l < learners; l++) {
      const row = log.offsets[l]! + step;
      const more = row < log.offsets[l + 1]!;
      items[l] = more ? log.item[row]! : NO_ITEM;
      scores[l] = more ? log.score[row]! : 0;
      left ||= more;
    }
    tracer.predictItems(state, items, out);
    for (let l = 0; l < learners; l++) if (items[l] !== NO_ITEM) result[log.offsets[l]! + step] = out[l]!;
    tracer.observe(state, items, scores);
  }
  return result;
}
