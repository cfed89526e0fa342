import { createRandomStream } from "@zpd/core";
import { normalWeights, type Ops, type Values, type Weights } from "@zpd/tensor";
import { assertCountOption } from "../../parts/resolve-config";
import { type AnswerAttention, createAnswerAttentionRuntime, runAnswerAttention } from "../parts/answer-attention";
import type { AnswerRings } from "../parts/answer-ring";
import {
  applyLayer,
  attentionWeights,
  feedForward,
  feedForwardWeights,
  joinAttention,
  layerWeights,
} from "../parts/attention-block";
import {
  assertItemInputs,
  type ItemTable,
  resolveInputs,
  settleInputs,
  tableRows,
  tableWeights,
} from "../parts/item-tables";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { ModelContext, NeuralModel } from "../parts/neural-model";
import { addByStep, firstRows } from "../parts/position-rows";
import { checkRetrieverSettings, type RetrieverSettings } from "../parts/retriever-settings";

/**
 * Self-Attentive Knowledge Tracing: the item that comes next asks the learner's past answers, and what the relevant
 * ones say foretells hers.
 *
 *   m_t = M[q_t, a_t] + P_t        e = E[q]
 *   s = norm(e + join(heads(e W_Q, m W_K, m W_V)))        over the answers before
 *   f = norm(s + W_2 relu(W_1 s + b_1) + b_2)             p = sigmoid(w f + b)
 *
 * Source: Pandey and Karypis, "A Self-Attentive Model for Knowledge Tracing", EDM 2019, equations 1 to 7.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | M | rows of `answer`, two an item | `[D]` |
 * | E | rows of `item` | `[D]` |
 * | P | `positions`, one row a place in the window | `[D]` |
 * | W_Q, W_K, W_V | `blockN.query…`, `.key…`, `.value…` | `[D, D]` |
 * | W_1, W_2 | `blockN.inner…`, `.outer…` | `[D, F]`, `[F, D]` |
 * | answers kept | `answers`, `count` of the state | `[B, L]`, `[B]` |
 *
 * Several concepts on one item: what an item is known by is its own row, the mean of its concepts' rows, or the sum of
 * both; see `inputs`. All items without a concept share one.
 *
 * At run time the last L answers are kept, `cacheLength` of them but no more than `windowLength` - 1. Places count from
 * the oldest one kept: a longer history is foretold as the forward pass foretells its last L answers.
 *
 * Deviations: (1) the projections of M and P are made once a row and added, as W (m + p) = W m + W p; (2) the layers have
 * biases and the heads a joining layer, as in later code; (3) no dropout of attention weights, only after the heads and
 * in the feed-forward layer; (4) the first answer is foretold too, from its item alone; (5) further blocks ask the same
 * m with what the block before gave; (6) a score of at least 0.5 counts as right in the history.
 *
 * Mastery: by probe items, see `parts/probe-mastery.ts`. Cost: `observe` O(1) a learner, `predict` O(I L D + I D^2); a
 * state holds 4 L bytes a learner.
 */
export type SaktConfig = RetrieverSettings & {
  readonly blocks: number;
  /** What an item is known by: "items", "concepts", "both", or "auto" to let the data decide. */
  readonly inputs: string;
};

type Context = ModelContext<SaktConfig>;

/** Of vectors before training. */
const DEVIATION = 0.1;

function tablesOf({ config, qMatrix }: Context): Record<"item" | "answer", ItemTable> {
  const shared = { width: config.vectorSize, inputs: resolveInputs(config.inputs, qMatrix) };
  return {
    item: { name: "item", byAnswer: false, ...shared },
    answer: { name: "answer", byAnswer: true, ...shared },
  };
}

function initialise(context: Context, seed: number): Weights {
  const { config, qMatrix } = context;
  const { vectorSize, feedForwardSize, blocks, windowLength } = config;
  const random = createRandomStream(seed, "sakt");
  const tables = tablesOf(context);
  const deviation = { items: DEVIATION, concepts: DEVIATION };
  const layers = Array.from({ length: blocks }, (_, n) => ({
    ...attentionWeights(random, `block${n}`, { width: vectorSize, ownQuery: true }),
    ...feedForwardWeights(random, `block${n}`, vectorSize, feedForwardSize),
  }));
  return {
    ...tableWeights(tables.item, qMatrix, seed, deviation),
    ...tableWeights(tables.answer, qMatrix, seed, deviation),
    positions: normalWeights(random, [windowLength, vectorSize], DEVIATION),
    ...Object.assign({}, ...layers),
    ...layerWeights(random, "output", vectorSize, 1),
  };
}

function networkOf(context: Context): AnswerAttention {
  const { qMatrix, config } = context;
  const tables = tablesOf(context);
  const blocks = Array.from({ length: config.blocks }, (_, n) => `block${n}`);
  const past = blocks.flatMap((name) => [`${name}.key`, `${name}.value`]);
  return {
    tables(ops, weights, items, tokens): Values {
      const item = tableRows(ops, weights, tables.item, qMatrix, items);
      const answer = tableRows(ops, weights, tables.answer, qMatrix, tokens);
      const byAnswer = past.map((name) => [`${name}Rows`, applyLayer(ops, weights, name, answer)]);
      const byPlace = past.map((name) => [`${name}Places`, ops.linear(weights.positions!, weights[`${name}Weights`]!)]);
      const query = applyLayer(ops, weights, "block0.query", item);
      return { itemRows: item, queryRows: query, ...Object.fromEntries(byAnswer), ...Object.fromEntries(byPlace) };
    },
    past(ops, held, block, tokens, batch) {
      const placed = (name: string) => {
        const rows = ops.gatherRows(held[`${name}Rows`]!, tokens);
        return addByStep(ops, rows, firstRows(ops, held[`${name}Places`]!, tokens.length / batch), batch);
      };
      const name = blocks[block]!;
      return { key: placed(`${name}.key`), value: placed(`${name}.value`) };
    },
    itemQueries: { queries: "queryRows", keys: "block0.key", values: "block0.value" },
    ask(ops: Ops, held, { items, shared }, attend, drop) {
      let x = ops.gatherRows(held.itemRows!, items);
      let query = ops.gatherRows(held.queryRows!, shared ?? items);
      for (const [n, name] of blocks.entries()) {
        if (n > 0) query = applyLayer(ops, held, `${name}.query`, x);
        x = feedForward(ops, held, name, joinAttention(ops, held, name, x, attend(n, query), drop), drop);
      }
      return applyLayer(ops, held, "output", x);
    },
  };
}

export const sakt: NeuralModel<SaktConfig, AnswerRings> = {
  id: "sakt",
  title: "Self-Attentive Knowledge Tracing",
  citation: "Pandey, Karypis, A Self-Attentive Model for Knowledge Tracing, EDM 2019, 384-389.",
  defaults: Object.freeze({
    vectorSize: 128,
    heads: 8,
    feedForwardSize: 128,
    dropout: 0.2,
    cacheLength: 200,
    blocks: 1,
    inputs: "auto",
  }),
  trainingDefaults: { learningRate: 1e-3 },
  checkConfig(where, config) {
    checkRetrieverSettings(where, config);
    assertCountOption(where, "blocks", config.blocks, 1);
    assertItemInputs(where, config.inputs);
  },
  settle: settleInputs,
  initialise,
  forward: (ops, weights, batch, context) => ({
    logits: runAnswerAttention(ops, weights, batch, context, networkOf(context)),
  }),
  createRuntime: (context, weights, machine) =>
    createAnswerAttentionRuntime(context, weights, machine, context.config.blocks, networkOf(context)),
};

export const saktDescriptor = neuralDescriptor(sakt);
