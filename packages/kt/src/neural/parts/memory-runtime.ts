import { type Config, NO_ITEM, type TracerState } from "@zpd/core";
import {
  createInference,
  type InferenceOps,
  type Ops,
  type ReadMemoryInput,
  type Value,
  type Values,
  type Weights,
} from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { isRight } from "./answer-windows";
import type { ModelContext, NeuralRuntime } from "./neural-model";

/** What learners know of each slot. */
export interface MemoryState extends TracerState {
  /** M^v `[B, S * V]`. */
  readonly memory: Float32Array;
}

/** What sets one memory network apart from another at run time. */
export interface MemoryNetwork {
  /** Tables over items, worked out once; `addressing` `[N, S]` is one of them. */
  itemTables(ops: Ops, weights: Values, items: Int32Array): { readonly addressing: Value } & Values;
  /** Tables over answers, worked out once: erase and add vectors `[N, V]`. */
  writeTables(ops: Ops, weights: Values, tokens: Int32Array): { readonly erase: Value; readonly add: Value };
  /** Log-odds `[batch * count]` of the items asked for, from the memories `[B * S, V]`. */
  logits(ops: InferenceOps, held: Values, memory: Value, asked: Omit<ReadMemoryInput, "memory">): Value;
}

/** A memory network at run time. */
export interface MemoryRuntime extends NeuralRuntime<MemoryState> {
  /** With which weight each item addresses each slot `[I, S]`, a copy. */
  addressing(): Float32Array;
}

/** Follows learners with a memory network: reads for all items at once, writes one answer. */
export function createMemoryRuntime<C extends Config>(
  { items: { size: itemCount } }: ModelContext<C>,
  weights: Weights,
  machine: Machine,
  network: MemoryNetwork,
): MemoryRuntime {
  const [slots, valueSize] = weights.memory!.shape as [number, number];
  const inference = createInference(machine, weights);
  const everyItem = Int32Array.from({ length: itemCount }, (_, i) => i);
  inference.prepare((ops, held) => ({
    ...network.itemTables(ops, held, everyItem),
    ...network.writeTables(
      ops,
      held,
      Int32Array.from({ length: 2 * itemCount }, (_, token) => token),
    ),
  }));

  /** P(correct) of candidates: the same for every learner `[N]`, or one list after the other `[B * N]`. */
  const predictCandidates = (
    { batchSize: batch, memory }: MemoryState,
    candidates: Int32Array,
    count: number,
    out: Float32Array,
  ): void => {
    const [probability] = inference.run((ops, held) => {
      const asked = { batch, count, weights: held.addressing!, keys: ops.indices(candidates) };
      const rows = ops.constant(memory, [batch * slots, valueSize]);
      return [ops.activate(network.logits(ops, held, rows, asked), "sigmoid")];
    });
    out.set(probability!);
  };

  return {
    addressing: () => inference.run((_, held) => [held.addressing!])[0]!.slice(),
    start(batchSize) {
      const memory = new Float32Array(batchSize * slots * valueSize);
      for (let b = 0; b < batchSize; b++) memory.set(weights.memory!.data, b * slots * valueSize);
      return { batchSize, memory };
    },
    observe({ batchSize, memory }, items, scores) {
      const tokens = items.map((item, b) => (item === NO_ITEM ? -1 : 2 * item + isRight(scores[b]!)));
      const [after] = inference.run((ops, held) => [
        ops.writeMemory({
          memory: ops.constant(memory, [batchSize * slots, valueSize]),
          weights: held.addressing!,
          keys: ops.indices(items),
          erase: held.erase!,
          add: held.add!,
          tokens: ops.indices(tokens),
        }),
      ]);
      memory.set(after!);
    },
    predict: (state, out) => predictCandidates(state, everyItem, itemCount, out),
    predictItems(state, items, out) {
      predictCandidates(state, items, state.batchSize === 0 ? 0 : items.length / state.batchSize, out);
      for (let k = 0; k < items.length; k++) if (items[k] === NO_ITEM) out[k] = Number.NaN;
    },
  };
}
