import { createRandomStream } from "@zpd/core";
import {
  normalWeights,
  type Ops,
  type Value,
  type Values,
  type Weights,
  xavierUniform,
  zeroWeights,
} from "@zpd/tensor";
import { sumRows } from "../../maths/sum-rows";
import { assertCountOption } from "../../parts/resolve-config";
import { batchTokens } from "../parts/batch-tokens";
import { assertItemInputs, resolveInputs, tableRows, tableWeights } from "../parts/item-tables";
import { createMemoryRuntime, type MemoryState } from "../parts/memory-runtime";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { AnswerBatch, ModelContext, NeuralModel, Prediction } from "../parts/neural-model";

/**
 * Deep Q-matrix Knowledge Tracing: a memory network whose addressing is a learned, sparse Q-matrix over latent
 * concepts, and whose prediction is nothing but the knowledge of the concepts that an item needs.
 *
 *   w_q = sparsemax(h_q M^k)        k^t = row sums of M^v_t        logit P(correct) = k^t w_q
 *
 * Source: Wang, Sahebi, Brusilovsky, "Proximity-Based Educational Recommendations: A Multi-Objective Framework", MORS at
 * RecSys 2022, equations 3 to 5. Its sizes and its way of writing are not
 * published. Sparsemax: Martins and Astudillo, ICML 2016.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | h_q | vectors of the item | `[D]` |
 * | M^k | slotKeys | `[S, D]` |
 * | w_q | rows of the learned Q-matrix | `[S]` |
 * | M^v_0 | memory | `[S, D]` |
 * | k^t | knowledge | `[S]` |
 *
 * Since k^t w_q = sum_d (sum_s w_s M^v_s)_d, the logit is the sum of what the memory scan reads.
 *
 * Deviations: (1) the memory is written as in DKVMN, with w_q as the weights and value and key size equal; (2) where
 * items share concepts, item and answer vectors are the item's own plus the mean of its concepts'; (3) a score of at least 0.5 counts as right in
 * the history.
 */
export type DqktConfig = {
  /** What an item is known by: `items` (its own row), `concepts` (the mean of its concepts' rows), `both`, or `auto`. */
  readonly inputs: string;
  /** Latent concepts. */
  readonly slots: number;
  /** Size of item, answer and value vectors. */
  readonly vectorSize: number;
};

const defaults: DqktConfig = Object.freeze({ inputs: "auto", slots: 40, vectorSize: 50 });

/** Of vectors, keys and memory before training. */
const DEVIATION = 0.2;

/** What is known of an item, and of an answer to it. */
function tables({ qMatrix, config }: ModelContext<DqktConfig>) {
  const inputs = resolveInputs(config.inputs, qMatrix);
  return {
    item: { name: "item", width: config.vectorSize, byAnswer: false, inputs },
    answer: { name: "answer", width: config.vectorSize, byAnswer: true, inputs },
  };
}

function initialise(context: ModelContext<DqktConfig>, seed: number): Weights {
  const { qMatrix, config } = context;
  const { item, answer } = tables(context);
  const deviation = { items: DEVIATION, concepts: DEVIATION };
  const random = createRandomStream(seed, "dqkt");
  const { slots, vectorSize } = config;
  const normal = (rows: number) => normalWeights(random, [rows, vectorSize], DEVIATION);
  return {
    ...tableWeights(item, qMatrix, seed, deviation),
    ...tableWeights(answer, qMatrix, seed, deviation),
    slotKeys: normal(slots),
    memory: normal(slots),
    eraseWeights: xavierUniform(random, [vectorSize, vectorSize]),
    eraseBias: zeroWeights([vectorSize]),
    addWeights: xavierUniform(random, [vectorSize, vectorSize]),
    addBias: zeroWeights([vectorSize]),
  };
}

/** The rows of the learned Q-matrix for some items `[N, S]`: each sums to 1, most entries are 0. */
function qMatrixRows(ops: Ops, weights: Values, context: ModelContext<DqktConfig>, items: Int32Array): Value {
  const vectors = tableRows(ops, weights, tables(context).item, context.qMatrix, items);
  return ops.sparsemax(ops.productTransposed(vectors, weights.slotKeys!));
}

/** What an answer writes: erase and add vectors `[N, D]`. */
function writeSide(ops: Ops, weights: Values, context: ModelContext<DqktConfig>, tokens: Int32Array) {
  const answers = tableRows(ops, weights, tables(context).answer, context.qMatrix, tokens);
  return {
    erase: ops.activate(ops.linear(answers, weights.eraseWeights!, weights.eraseBias!), "sigmoid"),
    add: ops.activate(ops.linear(answers, weights.addWeights!, weights.addBias!), "tanh"),
  };
}

function forward(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<DqktConfig>): Prediction {
  const { items, tokens, itemPlace, tokenPlace } = batchTokens(batch, context.items.size);
  const read = ops.memoryScan({
    batch: batch.batch,
    steps: batch.steps,
    weights: qMatrixRows(ops, weights, context, items),
    keys: ops.indices(itemPlace),
    ...writeSide(ops, weights, context, tokens),
    tokens: ops.indices(tokenPlace),
    memory: weights.memory!,
  });
  return { logits: ops.rowSums(read) };
}

export const dqkt: NeuralModel<DqktConfig, MemoryState> = {
  id: "dqkt",
  title: "Deep Q-matrix Knowledge Tracing",
  citation:
    "Wang, Sahebi, Brusilovsky, Proximity-Based Educational Recommendations: A Multi-Objective Framework, MORS at RecSys 2022, CEUR-WS 3268.",
  defaults,
  checkConfig(where, config) {
    assertItemInputs(where, config.inputs);
    assertCountOption(where, "slots", config.slots, 1);
    assertCountOption(where, "vectorSize", config.vectorSize, 1);
  },
  initialise,
  forward,
  conceptSpaceSize: (config) => config.slots,
  createRuntime(context, weights, machine) {
    const runtime = createMemoryRuntime(context, weights, machine, {
      itemTables: (ops, held, items) => ({ addressing: qMatrixRows(ops, held, context, items) }),
      writeTables: (ops, held, tokens) => writeSide(ops, held, context, tokens),
      // k_s, the row sums of the memory: one number a slot.
      logits(ops, _, memory, asked) {
        const knowledge = ops.reshape(ops.rowSums(memory), [memory.shape[0]!, 1]);
        return ops.reshape(ops.readMemory({ ...asked, memory: knowledge }), [asked.batch * asked.count]);
      },
    });
    // w_q and k^t: P(correct) is the sigmoid of their product.
    const knowledge = ({ memory }: MemoryState, out: Float32Array) => sumRows(memory, context.config.vectorSize, out);
    return { ...runtime, conceptSpace: { itemVectors: runtime.addressing, knowledge } };
  },
};

export const dqktDescriptor = neuralDescriptor(dqkt);
