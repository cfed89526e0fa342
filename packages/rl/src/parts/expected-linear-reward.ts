import type { KnowledgeTracer, RewardModel, TracerState } from "@zpd/core";
import type { ExpectReward } from "./expected-reward";

/**
 * The same expectation as `createExpectedReward`, for a tracer that tells what an answer leaves of the item's own
 * concepts and a reward model that is a line: the reward of what is known now, plus what the concepts of the item would
 * add. No state is copied. Undefined where either is missing.
 *
 * Time: the tracer's `mastery` and two `masteryAfter`, and O(B (C + I + entries of the Q-matrix)).
 */
export function createExpectedLinearReward(tracer: KnowledgeTracer, model: RewardModel): ExpectReward | undefined {
  const { linear } = model;
  if (tracer.masteryAfter === undefined || linear === undefined) return undefined;
  const { offsets, concept, itemCount } = tracer.qMatrix;
  const concepts = tracer.qMatrix.concepts.size;
  const entries = concept.length;
  const { intercept } = linear;
  const preTestWeight = model.usesPreTest ? linear.weights[0]! : 0;
  const weights = model.usesPreTest ? linear.weights.subarray(1) : linear.weights;
  let mastery = new Float32Array(0);
  let afterRight = new Float32Array(0);
  let afterWrong = new Float32Array(0);

  function look(state: TracerState): void {
    const { batchSize } = state;
    if (mastery.length !== batchSize * concepts) {
      mastery = new Float32Array(batchSize * concepts);
      afterRight = new Float32Array(batchSize * entries);
      afterWrong = new Float32Array(batchSize * entries);
    }
    tracer.mastery(state, mastery);
    tracer.masteryAfter!(state, 1, afterRight);
    tracer.masteryAfter!(state, 0, afterWrong);
  }

  return (state, preTest, _wanted, values) => {
    look(state);
    for (let b = 0, cell = 0; b < state.batchSize; b++) {
      const row = b * concepts;
      let now = preTestWeight === 0 ? intercept : intercept + preTestWeight * preTest![b]!;
      for (let c = 0; c < concepts; c++) now += weights[c]! * mastery[row + c]!;
      for (let item = 0, e = 0; item < itemCount; item++, cell++) {
        let right = now;
        let wrong = now;
        for (const end = offsets[item + 1]!; e < end; e++) {
          const before = mastery[row + concept[e]!]!;
          const weight = weights[concept[e]!]!;
          right += weight * (afterRight[b * entries + e]! - before);
          wrong += weight * (afterWrong[b * entries + e]! - before);
        }
        const probability = values[cell]!;
        values[cell] =
          probability * Math.min(1, Math.max(0, right)) + (1 - probability) * Math.min(1, Math.max(0, wrong));
      }
    }
  };
}
