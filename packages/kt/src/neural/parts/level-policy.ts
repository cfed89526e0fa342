import type { Ops, Value } from "@zpd/tensor";
import type { AnswerBatch } from "./neural-model";

/** A level's vector for each row: drawn, with the logarithm of its probability `[M, 1]`, or the mean over the levels. */
export function chooseLevel(ops: Ops, probabilities: Value, vectors: Value, uniforms: Float32Array | undefined) {
  if (uniforms === undefined) return { vector: ops.linear(probabilities, vectors) };
  const [rows, levels] = probabilities.shape as [number, number];
  const drawn = ops.sample(probabilities, uniforms);
  const one = new Float32Array(levels * levels);
  for (let level = 0; level < levels; level++) one[level * (levels + 1)] = 1;
  const noBias = ops.constant(new Float32Array(levels), [levels]);
  const probability = ops.dotRows(probabilities, ops.constant(one, [levels, levels]), noBias, drawn);
  return {
    vector: ops.gatherRows(vectors, drawn),
    logProbability: ops.reshape(ops.activate(probability, "log"), [rows, 1]),
  };
}

/**
 * The policy's part of the loss: minus the log-probability of each drawn level times the discounted sum of rewards
 * from its step on, over the number of answers. A reward is 1 / (the learner's answers) where the prediction, put on 0
 * or 1, was right.
 */
export function policyLoss(
  ops: Ops,
  { batch: learners, steps, items, right }: AnswerBatch,
  { discount, policyWeight }: { readonly discount: number; readonly policyWeight: number },
  logits: Value,
  logProbabilities: Value,
): Value {
  const share = new Float32Array(learners * steps);
  const sign = new Float32Array(learners * steps);
  const base = new Float32Array(learners * steps);
  let answers = 0;
  for (let b = 0; b < learners; b++) {
    let own = 0;
    for (let t = 0; t < steps; t++) if (items[b * steps + t]! >= 0) own++;
    answers += own;
    for (let k = b * steps; k < (b + 1) * steps; k++) {
      if (items[k]! < 0) continue;
      share[k] = 1 / own;
      // Being right is y where the answer was right and 1 - y where it was wrong: base + sign y.
      sign[k] = right[k] === 1 ? share[k]! : -share[k]!;
      base[k] = right[k] === 1 ? 0 : share[k]!;
    }
  }
  const discounts = new Float32Array(steps * steps);
  for (let from = 0; from < steps; from++) {
    for (let later = from; later < steps; later++) discounts[later * steps + from] = discount ** (later - from);
  }
  const shape = [learners, steps];
  const predicted = ops.activate(ops.detach(logits), "step");
  const rewards = ops.add(ops.multiply(predicted, ops.constant(sign, shape)), ops.constant(base, shape));
  const advantage = ops.linear(rewards, ops.constant(discounts, [steps, steps]));
  return ops.affine(ops.sum(ops.multiply(logProbabilities, advantage)), -policyWeight / Math.max(answers, 1));
}
