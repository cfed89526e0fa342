import { createRandomStream } from "@zpd/core";
import { normalWeights, type Ops, type Values, type Weights, xavierUniform, zeroWeights } from "@zpd/tensor";
import { assertCountOption } from "../../parts/resolve-config";
import { batchTokens } from "../parts/batch-tokens";
import { assertItemInputs, resolveInputs, tableRows, tableWeights } from "../parts/item-tables";
import { createMemoryRuntime, type MemoryState } from "../parts/memory-runtime";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { AnswerBatch, ModelContext, NeuralModel, Prediction } from "../parts/neural-model";

/**
 * Dynamic Key-Value Memory Network: a static matrix of keys says which slots an item concerns, a dynamic matrix of
 * values holds what the learner knows of each slot.
 *
 *   w = softmax(k M^k)        r = sum_s w_s M^v_s        f = tanh(W_f [r; tanh(W_q k)] + b_f)        p = sigmoid(w_p f + b_p)
 *   e = sigmoid(E v + b_e)    a = tanh(D v + b_a)        M^v_s <- M^v_s (1 - w_s e) + w_s a
 *
 * Source: Zhang, Shi, King, Yeung, "Dynamic Key-Value Memory Networks for Knowledge Tracing", WWW 2017, equations 1 to
 * 8; tanh(W_q k) in the summary as in the authors' code. Read before write at each step, with the same w.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | k_t | key vectors of the item | `[K]` |
 * | M^k | slotKeys | `[S, K]` |
 * | M^v_0 | memory | `[S, V]` |
 * | v_t | answer vectors | `[V]` |
 *
 * Deviations: (1) where items share concepts, an item's key and answer vectors are its own plus the mean of its
 * concepts', so that rare items lean on their concepts; (2) Adam instead of momentum with a falling rate; (3) a score of at least 0.5 counts as right in
 * the history.
 *
 * Several concepts on one item: mean of their vectors.
 */
export type DkvmnConfig = {
  /** What an item is known by: `items` (its own row), `concepts` (the mean of its concepts' rows), `both`, or `auto`. */
  readonly inputs: string;
  /** Slots of the memory. */
  readonly slots: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly summarySize: number;
};

const defaults: DkvmnConfig = Object.freeze({
  inputs: "auto",
  slots: 20,
  keySize: 50,
  valueSize: 200,
  summarySize: 50,
});

/** Of keys, answers and memory before training, as in the authors' code. */
const DEVIATION = 0.1;

/** What is known of an item, and of an answer to it. */
function tables({ qMatrix, config }: ModelContext<DkvmnConfig>) {
  const inputs = resolveInputs(config.inputs, qMatrix);
  return {
    key: { name: "key", width: config.keySize, byAnswer: false, inputs },
    answer: { name: "answer", width: config.valueSize, byAnswer: true, inputs },
  };
}

function initialise(context: ModelContext<DkvmnConfig>, seed: number): Weights {
  const { qMatrix, config } = context;
  const { key, answer } = tables(context);
  const deviation = { items: DEVIATION, concepts: DEVIATION };
  const random = createRandomStream(seed, "dkvmn");
  const { slots, keySize, valueSize, summarySize } = config;
  const normal = (rows: number, columns: number) => normalWeights(random, [rows, columns], DEVIATION);
  const layer = (inputs: number, outputs: number) => xavierUniform(random, [inputs, outputs]);
  return {
    ...tableWeights(key, qMatrix, seed, deviation),
    ...tableWeights(answer, qMatrix, seed, deviation),
    slotKeys: normal(slots, keySize),
    memory: normal(slots, valueSize),
    eraseWeights: layer(valueSize, valueSize),
    eraseBias: zeroWeights([valueSize]),
    addWeights: layer(valueSize, valueSize),
    addBias: zeroWeights([valueSize]),
    questionWeights: layer(keySize, summarySize),
    summaryFromRead: layer(valueSize, summarySize),
    summaryFromQuestion: layer(summarySize, summarySize),
    summaryBias: zeroWeights([summarySize]),
    outputWeights: layer(summarySize, 1),
    outputBias: zeroWeights([1]),
  };
}

/** What an item contributes, whoever answers it: addressing weights `[N, S]` and its side of the summary `[N, F]`. */
function itemSide(ops: Ops, weights: Values, context: ModelContext<DkvmnConfig>, items: Int32Array) {
  const keys = tableRows(ops, weights, tables(context).key, context.qMatrix, items);
  const question = ops.activate(ops.linear(keys, weights.questionWeights!), "tanh");
  return {
    addressing: ops.softmax(ops.productTransposed(keys, weights.slotKeys!)),
    summary: ops.linear(question, weights.summaryFromQuestion!, weights.summaryBias!),
  };
}

/** What an answer writes, whatever was known before: erase and add vectors `[N, V]`. */
function writeSide(ops: Ops, weights: Values, context: ModelContext<DkvmnConfig>, tokens: Int32Array) {
  const answers = tableRows(ops, weights, tables(context).answer, context.qMatrix, tokens);
  return {
    erase: ops.activate(ops.linear(answers, weights.eraseWeights!, weights.eraseBias!), "sigmoid"),
    add: ops.activate(ops.linear(answers, weights.addWeights!, weights.addBias!), "tanh"),
  };
}

function forward(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<DkvmnConfig>): Prediction {
  const { batch: learners, steps } = batch;
  const { items, tokens, itemPlace, tokenPlace } = batchTokens(batch, context.items.size);
  const side = itemSide(ops, weights, context, items);
  const places = ops.indices(itemPlace);
  const read = ops.memoryScan({
    batch: learners,
    steps,
    weights: side.addressing,
    keys: places,
    ...writeSide(ops, weights, context, tokens),
    tokens: ops.indices(tokenPlace),
    memory: weights.memory!,
  });
  const fromQuestion = ops.gatherRows(side.summary, places);
  const summary = ops.activate(ops.add(ops.linear(read, weights.summaryFromRead!), fromQuestion), "tanh");
  return { logits: ops.reshape(ops.linear(summary, weights.outputWeights!, weights.outputBias!), [learners * steps]) };
}

export const dkvmn: NeuralModel<DkvmnConfig, MemoryState> = {
  id: "dkvmn",
  title: "Dynamic Key-Value Memory Network",
  citation: "Zhang, Shi, King, Yeung, Dynamic Key-Value Memory Networks for Knowledge Tracing, WWW 2017, 765-774.",
  defaults,
  checkConfig(where, config) {
    assertItemInputs(where, config.inputs);
    for (const name of ["slots", "keySize", "valueSize", "summarySize"] as const) {
      assertCountOption(where, name, config[name], 1);
    }
  },
  initialise,
  forward,
  createRuntime: (context, weights, machine) =>
    createMemoryRuntime(context, weights, machine, {
      itemTables: (ops, held, items) => itemSide(ops, held, context, items),
      writeTables: (ops, held, tokens) => writeSide(ops, held, context, tokens),
      // The read side of the summary is linear: it is applied to the slots before they are mixed for each item.
      logits: (ops, held, memory, asked) =>
        ops.memoryLogits({
          ...asked,
          memory: ops.linear(memory, held.summaryFromRead!),
          summary: held.summary!,
          output: held.outputWeights!,
          bias: held.outputBias!,
        }),
    }),
};

export const dkvmnDescriptor = neuralDescriptor(dkvmn);
