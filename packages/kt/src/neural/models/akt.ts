import { createRandomStream } from "@zpd/core";
import type { Ops, Values, Weights } from "@zpd/tensor";
import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";
import { aktTables, encodeAnswers, encodeQuestions, meanSquaredDifficulty, retrieve } from "../parts/akt-network";
import { type AktState, createAktRuntime } from "../parts/akt-runtime";
import { applyLayer, attentionWeights, createDrop, feedForwardWeights } from "../parts/attention-block";
import { batchTokens } from "../parts/batch-tokens";
import { startWithEasiness } from "../parts/item-easiness";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { AnswerBatch, ModelContext, NeuralModel, Prediction } from "../parts/neural-model";
import { headWeights } from "../parts/prediction-head";
import { answerKinds, raschWeights } from "../parts/rasch-vectors";
import { checkRetrieverSettings, type RetrieverSettings } from "../parts/retriever-settings";

/**
 * Context-Aware Attentive Knowledge Tracing: questions and answers are read in the light of those before, and the
 * question asked retrieves what was learned; attention fades with the distance to what it looks at.
 *
 *   x_t = c + mu_q d              y_t = c + g_r + mu_q (d + h_r)
 *   x̂_t = norm(x_t + join(heads of x over x))                                    question encoder
 *   ŷ_t = feed(norm(y_t + join(heads of y over y, itself included)))             knowledge encoder
 *   f_t = feed(norm(x̂_t + join(heads of x̂_t over x̂_tau, giving ŷ_tau, tau < t)))  knowledge retriever
 *   p = sigmoid(w relu(W relu(W' [f_t; x_t])) + b_q)
 *
 * Each head's scores are multiplied by exp(-theta d(t, tau)), theta > 0 a rate of its own and d a distance that counts
 * the steps between more where they resemble what is asked: see `causalAttention` in @zpd/tensor.
 *
 * Source: Ghosh, Heffernan, Lan, "Context-Aware Attentive Knowledge Tracing", KDD 2020, equations 1 to 6 and section
 * 3.4 (embeddings by the Rasch model); the layers and e_(c, r) = c + g_r, f_(c, r) = d + h_r as in the authors' code.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | c_c, d_c | `conceptVectors`, `variations` | `[D]` |
 * | mu_q | `difficulties` | `[1]` |
 * | g_r, h_r | `answerVectors`, `answerVariations` | `[D]` |
 * | W_K (and W_Q), W_V | `question.key…`, `knowledge.key…`, `retriever.key…`, `….value…` | `[D, D]` |
 * | theta | softplus of `….rates` | `[heads]` |
 * | x̂ W_K, ŷ W_V | `keys`, `values` of the state | `[B, L * D]` |
 *
 * Several concepts on one item: c and d are the means of its concepts'. All items without a concept share one row.
 *
 * At run time the last `cacheLength` answers are kept. Distances count backwards, so no place is fixed. An answer keeps
 * what it was encoded to when it was given, from the answers kept then: up to `cacheLength` answers the predictions are
 * those of the forward pass; after that an answer may still speak of older ones.
 *
 * Deviations: (1) the question encoder looks at earlier questions only, and the question itself enters by the residual
 * connection, so that all candidates ask one cache; (2) one block of each of the three; (3) no dropout of attention
 * weights; (4) the penalty on the difficulties is their mean square over a batch's answers; (5) the deviations of the
 * decay that `causalAttention` lists; (6) a score of at least 0.5 counts as right in the history; (7) b_q, which is not the paper's: the
 * question's own easiness, which starts as the training answers have it (`parts/item-easiness.ts`); (8) sizes for two cores.
 *
 * Mastery: by probe items, see `parts/probe-mastery.ts`. Cost: `observe` O(L D + D^2) a learner, `predict` O(I (L D +
 * D^2)); a state holds 4 L (1 + 2 D) bytes a learner.
 */
export type AktConfig = RetrieverSettings & {
  /** H, units of the head's first layer; the second has half as many. */
  readonly headSize: number;
  /** Weight of the penalty on the difficulties' squares; at least 0. */
  readonly difficultyPenalty: number;
};

type Context = ModelContext<AktConfig>;

function initialise({ config, qMatrix }: Context, seed: number): Weights {
  const { vectorSize, heads, feedForwardSize, headSize } = config;
  const random = createRandomStream(seed, "akt");
  const attention = (name: string) =>
    attentionWeights(random, name, { width: vectorSize, ownQuery: false, decayHeads: heads });
  const feed = (name: string) => feedForwardWeights(random, name, vectorSize, feedForwardSize);
  return {
    ...raschWeights(qMatrix, vectorSize, 1, seed),
    ...answerKinds(seed, "answerVectors", vectorSize),
    ...answerKinds(seed, "answerVariations", vectorSize),
    ...attention("question"),
    ...attention("knowledge"),
    ...feed("knowledge"),
    ...attention("retriever"),
    ...feed("retriever"),
    ...headWeights(random, qMatrix.itemCount, vectorSize, headSize),
  };
}

function forward(
  ops: Ops,
  weights: Values,
  batch: AnswerBatch,
  { items: { size }, qMatrix, config }: Context,
): Prediction {
  const { items, tokens, itemPlace, tokenPlace } = batchTokens(batch, size);
  const tables = aktTables(ops, weights, qMatrix, items, tokens);
  const held = { ...weights, ...tables };
  const [asked, answered] = [ops.indices(itemPlace), ops.indices(tokenPlace)];
  const drop = createDrop(ops, config.dropout, batch.seed);
  const shape = { batch: batch.batch, steps: batch.steps, heads: config.heads };
  const question = ops.gatherRows(tables.questionKeys, asked);
  const questionValue = ops.gatherRows(tables.questionValues, asked);
  const encoded = encodeQuestions(
    ops,
    held,
    asked,
    question,
    (query, decay) =>
      ops.causalAttention({ ...shape, query, key: question, value: questionValue, past: "strict", decay }),
    drop,
  );
  const answerValue = ops.gatherRows(tables.knowledgeValues, answered);
  const knowledge = encodeAnswers(
    ops,
    held,
    answered,
    (query, decay) =>
      ops.causalAttention({ ...shape, query, key: query, value: answerValue, past: "inclusive", decay }),
    drop,
  );
  const key = applyLayer(ops, weights, "retriever.key", encoded);
  const value = applyLayer(ops, weights, "retriever.value", knowledge);
  const logits = retrieve(
    ops,
    held,
    asked,
    encoded,
    key,
    (query, decay) => ops.causalAttention({ ...shape, query, key, value, past: "strict", decay }),
    drop,
  );
  const flat = ops.reshape(logits, [batch.items.length]);
  if (config.difficultyPenalty === 0) return { logits: flat };
  return {
    logits: flat,
    penalty: ops.affine(meanSquaredDifficulty(ops, weights, batch.items), config.difficultyPenalty),
  };
}

export const akt: NeuralModel<AktConfig, AktState> = {
  id: "akt",
  title: "Context-Aware Attentive Knowledge Tracing",
  citation: "Ghosh, Heffernan, Lan, Context-Aware Attentive Knowledge Tracing, KDD 2020, 2330-2339.",
  defaults: Object.freeze({
    vectorSize: 64,
    heads: 4,
    feedForwardSize: 128,
    dropout: 0.2,
    cacheLength: 200,
    headSize: 128,
    difficultyPenalty: 1e-5,
  }),
  trainingDefaults: { learningRate: 1e-3 },
  checkConfig(where, config) {
    checkRetrieverSettings(where, config);
    assertCountOption(where, "headSize", config.headSize, 1);
    assertNumberOption(where, "difficultyPenalty", config.difficultyPenalty, 0, 1000);
  },
  initialise,
  startFrom: (weights, _, training) => startWithEasiness(weights, training),
  forward,
  createRuntime: createAktRuntime,
};

export const aktDescriptor = neuralDescriptor(akt);
