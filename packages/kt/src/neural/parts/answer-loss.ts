import type { Ops, Value } from "@zpd/tensor";
import type { AnswerBatch, Prediction } from "./neural-model";

/** Mean cross-entropy of a batch's answers, plus the model's penalty `[1]`. */
export function answerLoss(ops: Ops, { items, scores }: AnswerBatch, { logits, penalty }: Prediction): Value {
  const rows = items.length;
  const answers = items.reduce((count, item) => count + (item < 0 ? 0 : 1), 0);
  const weights = Float32Array.from(items, (item) => (item < 0 ? 0 : 1 / answers));
  const terms = ops.binaryCrossEntropy(logits, ops.constant(scores, [rows]), ops.constant(weights, [rows]));
  return penalty === undefined ? ops.sum(terms) : ops.add(ops.sum(terms), penalty);
}
