import { createRandomStream } from "@zpd/core";
import type { Value, Values, Weights } from "@zpd/tensor";
import { assertChoiceOption, assertCountOption } from "../../parts/resolve-config";
import { type AnswerAttention, createAnswerAttentionRuntime, runAnswerAttention } from "../parts/answer-attention";
import type { AnswerRings } from "../parts/answer-ring";
import { applyLayer, attentionWeights, feedForward, feedForwardWeights, joinAttention } from "../parts/attention-block";
import { startWithEasiness } from "../parts/item-easiness";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { ModelContext, NeuralModel } from "../parts/neural-model";
import { addByStep, firstRows, sinusoids } from "../parts/position-rows";
import { applyHead, type HeadTables, headTables, headWeights } from "../parts/prediction-head";
import { answerKinds, departFromConcept, raschItems, raschWeights } from "../parts/rasch-vectors";
import { checkRetrieverSettings, type RetrieverSettings } from "../parts/retriever-settings";

/**
 * simpleKT: questions as departures from their concepts, plain dot-product attention, and nothing else.
 *
 *   x_q = z_c + m_q v_c        y_t = z_c + r_a        P = sinusoids
 *   h_t = norm(x_t + P_t + join(heads(K(x_t + P_t), K(x_tau + P_tau), V(y_tau + P_tau))))        over tau < t
 *   f_t = norm(h_t + W_2 relu(W_1 h_t + b_1) + b_2)        p = sigmoid(w relu(W relu(W' [f_t; x_t])) + b_q)
 *
 * Source: Liu, Liu, Chen, Huang, Luo, "simpleKT: A Simple But Tough-to-Beat Baseline for Knowledge Tracing", ICLR 2023,
 * section 3; positions, the shared projection of keys and queries and the feed-forward layer as in the authors' code.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | z_c, v_c | `conceptVectors`, `variations` | `[D]` |
 * | m_q | `difficulties` | `[D]` or `[1]` |
 * | r_a | `answerVectors` | `[D]` |
 * | K, V | `blockN.key…`, `blockN.value…` | `[D, D]` |
 * | answers kept | `answers`, `count` of the state | `[B, L]`, `[B]` |
 *
 * Several concepts on one item: z and v are the means of its concepts'. All items without a concept share one row.
 *
 * At run time the last L answers are kept, `cacheLength` of them but no more than `windowLength` - 1. Places count from
 * the oldest one kept: a longer history is foretold as the forward pass foretells its last L answers.
 *
 * Deviations: (1) blocks after the first take their keys from x + P, as the first does, and not from what the block
 * before made of it, so that a cache of answers is all there is to keep; (2) no dropout of attention weights; (3) the
 * projections of rows and of places are made apart and added; (4) a score of at least 0.5 counts as right in the
 * history; (5) b_q, which is not the paper's: the
 * question's own easiness, which starts as the training answers have it (`parts/item-easiness.ts`); (6) sizes for two cores.
 *
 * Mastery: by probe items, see `parts/probe-mastery.ts`. Cost: `observe` O(1) a learner, `predict` O(I L D + I D^2) a
 * block; a state holds 4 L bytes a learner.
 */
export type SimpleKtConfig = RetrieverSettings & {
  readonly blocks: number;
  /** H, units of the head's first layer; the second has half as many. */
  readonly headSize: number;
  /**
   * m_q: "scalar", one number for all of v's, as in the Rasch model, or "vector", one for each as in the authors' code. On
   * logs of many rarely met items vectors learn the training learners by heart, so "scalar" is the default.
   */
  readonly difficulty: string;
};

type Context = ModelContext<SimpleKtConfig>;

function initialise({ config, qMatrix }: Context, seed: number): Weights {
  const { vectorSize, feedForwardSize, headSize, blocks, difficulty } = config;
  const random = createRandomStream(seed, "simplekt");
  const layers = Array.from({ length: blocks }, (_, n) => ({
    ...attentionWeights(random, `block${n}`, { width: vectorSize, ownQuery: false }),
    ...feedForwardWeights(random, `block${n}`, vectorSize, feedForwardSize),
  }));
  return {
    ...raschWeights(qMatrix, vectorSize, difficulty === "scalar" ? 1 : vectorSize, seed),
    ...answerKinds(seed, "answerVectors", vectorSize),
    ...Object.assign({}, ...layers),
    ...headWeights(random, qMatrix.itemCount, vectorSize, headSize),
  };
}

function networkOf({ qMatrix, config }: Context): AnswerAttention {
  const { vectorSize, windowLength } = config;
  const blocks = Array.from({ length: config.blocks }, (_, n) => `block${n}`);
  const past = blocks.flatMap((name) => [`${name}.key`, `${name}.value`]);
  const places = sinusoids(windowLength, vectorSize);
  return {
    tables(ops, weights, items, tokens): Values {
      const rasch = raschItems(ops, weights, qMatrix, items);
      const x = departFromConcept(ops, rasch);
      const answered = raschItems(
        ops,
        weights,
        qMatrix,
        tokens.map((token) => token >> 1),
      );
      const kinds = ops.gatherRows(weights.answerVectors!, ops.indices(tokens.map((token) => token & 1)));
      const [asked, answer] = [departFromConcept(ops, answered), ops.add(answered.concept, kinds)];
      const position = ops.constant(places, [windowLength, vectorSize]);
      const byAnswer = past.map((name): [string, Value] => [
        `${name}Rows`,
        applyLayer(ops, weights, name, name.endsWith("key") ? asked : answer),
      ]);
      const byPlace = past.map((name): [string, Value] => [
        `${name}Places`,
        ops.linear(position, weights[`${name}Weights`]!),
      ]);
      return {
        itemRows: x,
        queryRows: applyLayer(ops, weights, "block0.key", x),
        ...headTables(ops, weights, x, items),
        places: position,
        ...Object.fromEntries([...byAnswer, ...byPlace]),
      };
    },
    past(ops, held, block, tokens, batch) {
      const placed = (name: string) => {
        const rows = ops.gatherRows(held[`${name}Rows`]!, tokens);
        return addByStep(ops, rows, firstRows(ops, held[`${name}Places`]!, tokens.length / batch), batch);
      };
      const name = blocks[block]!;
      return { key: placed(`${name}.key`), value: placed(`${name}.value`) };
    },
    ask(ops, held, { items, places }, attend, drop) {
      const placed = (rows: Value, table: Value) => ops.add(ops.gatherRows(rows, items), ops.gatherRows(table, places));
      let x = placed(held.itemRows!, held.places!);
      let query = placed(held.queryRows!, held["block0.keyPlaces"]!);
      for (const [n, name] of blocks.entries()) {
        if (n > 0) query = applyLayer(ops, held, `${name}.key`, x);
        x = feedForward(ops, held, name, joinAttention(ops, held, name, x, attend(n, query), drop), drop);
      }
      return applyHead(ops, held as Values & HeadTables, x, items, drop);
    },
  };
}

export const simpleKt: NeuralModel<SimpleKtConfig, AnswerRings> = {
  id: "simplekt",
  title: "simpleKT",
  citation:
    "Liu, Liu, Chen, Huang, Luo, simpleKT: A Simple But Tough-to-Beat Baseline for Knowledge Tracing, ICLR 2023.",
  defaults: Object.freeze({
    vectorSize: 64,
    heads: 4,
    feedForwardSize: 128,
    dropout: 0.3,
    cacheLength: 200,
    blocks: 2,
    headSize: 128,
    difficulty: "scalar",
  }),
  trainingDefaults: { learningRate: 2e-3, l2: 1e-5 },
  checkConfig(where, config) {
    checkRetrieverSettings(where, config);
    assertCountOption(where, "blocks", config.blocks, 1);
    assertCountOption(where, "headSize", config.headSize, 1);
    assertChoiceOption(where, "difficulty", config.difficulty, ["vector", "scalar"]);
  },
  initialise,
  startFrom: (weights, _, training) => startWithEasiness(weights, training),
  forward: (ops, weights, batch, context) => ({
    logits: runAnswerAttention(ops, weights, batch, context, networkOf(context)),
  }),
  createRuntime: (context, weights, machine) =>
    createAnswerAttentionRuntime(context, weights, machine, context.config.blocks, networkOf(context)),
};

export const simpleKtDescriptor = neuralDescriptor(simpleKt);
