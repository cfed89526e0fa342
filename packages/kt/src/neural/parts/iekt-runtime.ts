import { NO_ITEM, type TracerState } from "@zpd/core";
import { createInference, type Value, type Values, type Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { isRight } from "./answer-windows";
import { answerLogits, type ItemSide, itemSide, levelSide, takeStep } from "./iekt-network";
import type { IektConfig } from "./iekt-weights";
import type { ModelContext, NeuralRuntime } from "./neural-model";

/** Where learners stand. */
export interface IektState extends TracerState {
  /** h `[B, d]`. */
  readonly hidden: Float32Array;
}

/** Pairs of a learner and a candidate at a time: their hidden layers then stay in the cache. */
const PAIRS_AT_ONCE = 2048;

export function createIektRuntime(
  context: ModelContext<IektConfig>,
  weights: Weights,
  machine: Machine,
): NeuralRuntime<IektState> {
  const { vectorSize: d } = context.config;
  const itemCount = context.items.size;
  const inference = createInference(machine, weights);
  const everyItem = Int32Array.from({ length: itemCount }, (_, i) => i);
  inference.prepare((ops, held) => {
    const levels = levelSide(ops, held);
    return {
      ...itemSide(ops, held, context, everyItem),
      levelCognition: levels.cognition,
      levelUpdate: levels.update,
    };
  });
  const sideOf = (held: Values): ItemSide => held as unknown as ItemSide;
  const levelsOf = (held: Values) => ({ cognition: held.levelCognition!, update: held.levelUpdate! });

  /** P(correct) of pairs: learner `first + learner[k]` and item `item[k]`. */
  const predictPairs = (hidden: Float32Array, learner: Int32Array, item: Int32Array): Float32Array => {
    const [probability] = inference.run((ops, held) => {
      const state = ops.constant(hidden, [hidden.length / d, d]);
      const learners = ops.indices(learner);
      const items = ops.indices(item);
      const pair = (fromItem: Value, fromState: Value) =>
        ops.add(ops.gatherRows(fromItem, items), ops.gatherRows(ops.linear(state, fromState), learners));
      const { cognition, answer } = sideOf(held);
      const input = {
        cognition: pair(cognition, held.cognitionFromState!),
        answer: pair(answer, held.answerFromState!),
        easiness: ops.gatherRows(sideOf(held).easinessRows, items),
      };
      return [ops.activate(answerLogits(ops, held, input, levelsOf(held).cognition).logits, "sigmoid")];
    });
    return probability!;
  };

  const predictCandidates = (
    { batchSize, hidden }: IektState,
    candidates: number,
    itemAt: (learner: number, candidate: number) => number,
    out: Float32Array,
  ): void => {
    const learnersAtOnce = Math.max(1, Math.floor(PAIRS_AT_ONCE / Math.max(1, candidates)));
    const candidatesAtOnce = Math.min(candidates, PAIRS_AT_ONCE);
    for (let b = 0; b < batchSize; b += learnersAtOnce) {
      const learners = Math.min(learnersAtOnce, batchSize - b);
      for (let n = 0; n < candidates; n += candidatesAtOnce) {
        const width = Math.min(candidatesAtOnce, candidates - n);
        const learner = Int32Array.from({ length: learners * width }, (_, k) => Math.floor(k / width));
        const item = learner.map((own, k) => itemAt(b + own, n + (k % width)));
        const probability = predictPairs(hidden.subarray(b * d, (b + learners) * d), learner, item);
        for (let k = 0; k < item.length; k++) {
          const at = (b + learner[k]!) * candidates + n + (k % width);
          out[at] = item[k] === NO_ITEM ? Number.NaN : probability[k]!;
        }
      }
    }
  };

  return {
    start: (batchSize) => ({ batchSize, hidden: new Float32Array(batchSize * d) }),
    observe({ batchSize, hidden }, items, scores) {
      const right = Uint8Array.from(scores, isRight);
      const [next] = inference.run((ops, held) => {
        const state = ops.constant(hidden, [batchSize, d]);
        return [takeStep(ops, held, sideOf(held), levelsOf(held), { place: items, right, hidden: state }).hidden];
      });
      for (let b = 0; b < batchSize; b++) {
        if (items[b] !== NO_ITEM) hidden.set(next!.subarray(b * d, (b + 1) * d), b * d);
      }
    },
    predict: (state, out) => predictCandidates(state, itemCount, (_, item) => item, out),
    predictItems(state, items, out) {
      const candidates = state.batchSize === 0 ? 0 : items.length / state.batchSize;
      predictCandidates(state, candidates, (learner, k) => items[learner * candidates + k]!, out);
    },
  };
}
