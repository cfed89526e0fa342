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
import { answerTokens } from "./answer-windows";
import type { ModelContext, NeuralRuntime } from "./neural-model";
import { repeatRow } from "./state-rows";

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

/** Numbers of memories at a time: bounds the scratch. Smaller pieces hand over more often than their nearness saves. */
const NUMBERS_AT_ONCE = 1 << 20;

/** Follows learners with a memory network: reads for all items at once, writes one answer. */
export function createMemoryRuntime<C extends Config>(
  { items: { size: itemCount } }: ModelContext<C>,
  weights: Weights,
  machine: Machine,
  network: MemoryNetwork,
): MemoryRuntime {
  const [slots, valueSize] = weights.memory!.shape as [number, number];
  const size = slots * valueSize;
  const learnersAtOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / size));
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

  /** Hands over memories piece by piece, those of learners `from … to - 1`. */
  const inPieces = (
    { batchSize, memory }: MemoryState,
    work: (piece: Float32Array, from: number, to: number) => void,
  ): void => {
    for (let from = 0; from < batchSize; from += learnersAtOnce) {
      const to = Math.min(batchSize, from + learnersAtOnce);
      work(memory.subarray(from * size, to * size), from, to);
    }
  };

  /** P(correct) of `count` candidates: the same for every learner `[N]`, or one list after the other `[B * N]`. */
  const predictCandidates = (
    state: MemoryState,
    candidates: Int32Array,
    shared: boolean,
    count: number,
    out: Float32Array,
  ): void =>
    inPieces(state, (piece, from, to) => {
      const keys = shared ? candidates : candidates.subarray(from * count, to * count);
      const [probability] = inference.run((ops, held) => {
        const asked = { batch: to - from, count, weights: held.addressing!, keys: ops.indices(keys) };
        const rows = ops.constant(piece, [(to - from) * slots, valueSize]);
        return [ops.activate(network.logits(ops, held, rows, asked), "sigmoid")];
      });
      out.set(probability!, from * count);
    });

  return {
    addressing: () => inference.run((_, held) => [held.addressing!])[0]!.slice(),
    start(batchSize) {
      return { batchSize, memory: repeatRow(weights.memory!.data, batchSize) };
    },
    observe(state, items, scores) {
      const tokens = answerTokens(items, scores);
      inPieces(state, (piece, from, to) => {
        const [after] = inference.run((ops, held) => [
          ops.writeMemory({
            memory: ops.constant(piece, [(to - from) * slots, valueSize]),
            weights: held.addressing!,
            keys: ops.indices(items.subarray(from, to)),
            erase: held.erase!,
            add: held.add!,
            tokens: ops.indices(tokens.subarray(from, to)),
          }),
        ]);
        piece.set(after!);
      });
    },
    predict: (state, out) => predictCandidates(state, everyItem, true, itemCount, out),
    predictItems(state, items, out) {
      const count = state.batchSize === 0 ? 0 : items.length / state.batchSize;
      predictCandidates(state, items, false, count, out);
      for (let k = 0; k < items.length; k++) if (items[k] === NO_ITEM) out[k] = Number.NaN;
    },
  };
}
