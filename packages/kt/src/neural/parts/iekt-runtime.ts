import { NO_ITEM, type TracerState } from "@zpd/core";
import { createInference, type Values, type Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { isRight } from "./answer-windows";
import { type ItemSide, itemSide, levelSide, takeStep } from "./iekt-network";
import type { IektConfig } from "./iekt-weights";
import type { ModelContext, NeuralRuntime } from "./neural-model";
import { replaceAnswered } from "./state-rows";

/** Where learners stand. */
export interface IektState extends TracerState {
  /** h `[B, d]`. */
  readonly hidden: Float32Array;
}

/**
 * Follows learners: `observe` costs some 150 d^2 multiplications a learner, `predict` d (8 levels + 5) for each learner
 * and item.
 */
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
    const side = itemSide(ops, held, context, everyItem);
    const one = ops.constant(Float32Array.of(1), [1, 1]);
    return {
      ...side,
      levelCognition: levels.cognition,
      levelUpdate: levels.update,
      itemBias: ops.linear(side.easinessRows, one, held.answerOutBias!),
    };
  });
  const sideOf = (held: Values): ItemSide => held as unknown as ItemSide;
  const levelsOf = (held: Values) => ({ cognition: held.levelCognition!, update: held.levelUpdate! });

  /** P(correct) of candidates: the same for every learner `[N]`, or one list after the other `[B * N]`. */
  const predictCandidates = (
    { batchSize: batch, hidden }: IektState,
    candidates: Int32Array,
    count: number,
    out: Float32Array,
  ): void => {
    const [probability] = inference.run((ops, held) => {
      const state = ops.constant(hidden, [batch, d]);
      const { cognition, answer } = sideOf(held);
      const logits = ops.levelLogits({
        batch,
        count,
        keys: ops.indices(candidates),
        judge: {
          items: cognition,
          states: ops.linear(state, held.cognitionFromState!),
          output: held.cognitionOut!,
          bias: held.cognitionOutBias!,
        },
        answer: {
          items: answer,
          states: ops.linear(state, held.answerFromState!),
          levels: levelsOf(held).cognition,
          output: held.answerOut!,
          bias: held.itemBias!,
        },
      });
      return [ops.activate(logits, "sigmoid")];
    });
    out.set(probability!);
  };

  return {
    start: (batchSize) => ({ batchSize, hidden: new Float32Array(batchSize * d) }),
    observe({ batchSize, hidden }, items, scores) {
      const right = Uint8Array.from(scores, isRight);
      const [next] = inference.run((ops, held) => {
        const state = ops.constant(hidden, [batchSize, d]);
        return [takeStep(ops, held, sideOf(held), levelsOf(held), { place: items, right, hidden: state }).hidden];
      });
      replaceAnswered(hidden, next!, items);
    },
    predict: (state, out) => predictCandidates(state, everyItem, itemCount, out),
    predictItems(state, items, out) {
      predictCandidates(state, items, state.batchSize === 0 ? 0 : items.length / state.batchSize, out);
      for (let k = 0; k < items.length; k++) if (items[k] === NO_ITEM) out[k] = Number.NaN;
    },
  };
}
