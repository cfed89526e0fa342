import { type Config, NO_ITEM, type TracerState } from "@zpd/core";
import { createInference, type Indices, type Ops, type Value, type Values, type Weights } from "@zpd/tensor";
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
  /** What is mixed by the addressing weights, one row a slot: memory rows `[B * S, V]` to `[B * S, F]`. */
  slotRows(ops: Ops, held: Values, memory: Value): Value;
  /** Log-odds `[M, 1]` from the mixed rows `[M, F]` of some items. */
  logits(ops: Ops, held: Values, mixed: Value, items: Indices): Value;
}

/** Follows learners with a memory network: reads for all items at once, writes one answer. */
export function createMemoryRuntime<C extends Config>(
  { items: { size: itemCount } }: ModelContext<C>,
  weights: Weights,
  machine: Machine,
  network: MemoryNetwork,
): NeuralRuntime<MemoryState> {
  const [slots, valueSize] = weights.memory!.shape as [number, number];
  const inference = createInference(machine, weights);
  inference.prepare((ops, held) => ({
    ...network.itemTables(
      ops,
      held,
      Int32Array.from({ length: itemCount }, (_, i) => i),
    ),
    ...network.writeTables(
      ops,
      held,
      Int32Array.from({ length: 2 * itemCount }, (_, token) => token),
    ),
  }));
  const everyItem = Int32Array.from({ length: itemCount }, (_, i) => i);

  /** P(correct) of the same or of different candidates of each learner; `asked` is `[N]` or `[B, N]`. */
  const predictCandidates = ({ batchSize, memory }: MemoryState, asked: Int32Array, out: Float32Array): void => {
    const [probability] = inference.run((ops, held) => {
      const rows = network.slotRows(ops, held, ops.constant(memory, [batchSize * slots, valueSize]));
      const items = ops.indices(asked);
      const mixed = ops.readMemory(held.addressing!, items, rows, batchSize);
      const candidates = Int32Array.from(out, (_, k) => asked[k % asked.length]!);
      return [ops.activate(network.logits(ops, held, mixed, ops.indices(candidates)), "sigmoid")];
    });
    out.set(probability!);
    for (let k = 0; k < out.length; k++) if (asked[k % asked.length] === NO_ITEM) out[k] = Number.NaN;
  };

  return {
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
    predict: (state, out) => predictCandidates(state, everyItem, out),
    predictItems: (state, items, out) => predictCandidates(state, items, out),
  };
}
