import type { QMatrix } from "@zpd/core";
import type { Indices, Ops, Value, Values } from "@zpd/tensor";
import { applyLayer, type Drop, decayRates, feedForward, joinAttention } from "./attention-block";
import { applyHead, type HeadTables, headTables } from "./prediction-head";
import { departFromConcept, raschItems } from "./rasch-vectors";

/** What AKT knows of items and answers before any history: made once an item and once an answer. */
export interface AktTables extends HeadTables {
  /** x `[I, D]`. */
  readonly items: Value;
  /** Keys (and queries) and values of the question encoder `[I, D]`. */
  readonly questionKeys: Value;
  readonly questionValues: Value;
  /** y `[2 I, D]`, by 2 item + right. */
  readonly answers: Value;
  /** Keys (and queries) and values of the knowledge encoder `[2 I, D]`. */
  readonly knowledgeKeys: Value;
  readonly knowledgeValues: Value;
}

/** Tables over some items and some answers; see `models/akt.ts` for the equations. */
export function aktTables(
  ops: Ops,
  weights: Values,
  qMatrix: QMatrix,
  items: Int32Array,
  tokens: Int32Array,
): AktTables & Values {
  const x = departFromConcept(ops, raschItems(ops, weights, qMatrix, items));
  const answered = raschItems(
    ops,
    weights,
    qMatrix,
    tokens.map((token) => token >> 1),
  );
  const right = ops.indices(tokens.map((token) => token & 1));
  const y = departFromConcept(ops, {
    concept: ops.add(answered.concept, ops.gatherRows(weights.answerVectors!, right)),
    variation: ops.add(answered.variation, ops.gatherRows(weights.answerVariations!, right)),
    difficulty: answered.difficulty,
  });
  return {
    items: x,
    questionKeys: applyLayer(ops, weights, "question.key", x),
    questionValues: applyLayer(ops, weights, "question.value", x),
    ...headTables(ops, weights, x, items),
    answers: y,
    knowledgeKeys: applyLayer(ops, weights, "knowledge.key", y),
    knowledgeValues: applyLayer(ops, weights, "knowledge.value", y),
  };
}

/** What a part of the network gets from its heads for queries, given its rates of decay. */
export type Heads = (query: Value, rates: Value) => Value;

/** x̂ `[M, D]`: questions seen in the light of those before. `rows` are rows of the tables; `query` are the queries for `heads`. */
export function encodeQuestions(
  ops: Ops,
  held: Values & AktTables,
  rows: Indices,
  query: Value,
  heads: Heads,
  drop: Drop,
): Value {
  const attended = heads(query, decayRates(ops, held, "question"));
  return joinAttention(ops, held, "question", ops.gatherRows(held.items, rows), attended, drop);
}

/** ŷ `[M, D]`: answers seen in the light of those before. */
export function encodeAnswers(ops: Ops, held: Values & AktTables, rows: Indices, heads: Heads, drop: Drop): Value {
  const attended = heads(ops.gatherRows(held.knowledgeKeys, rows), decayRates(ops, held, "knowledge"));
  const x = joinAttention(ops, held, "knowledge", ops.gatherRows(held.answers, rows), attended, drop);
  return feedForward(ops, held, "knowledge", x, drop);
}

/** Log-odds `[M, 1]` of questions x̂ `[M, D]`, whose projections `query` `[M, D]` ask what was learned before. */
export function retrieve(
  ops: Ops,
  held: Values & AktTables,
  rows: Indices,
  encoded: Value,
  query: Value,
  heads: Heads,
  drop: Drop,
): Value {
  const attended = heads(query, decayRates(ops, held, "retriever"));
  const state = feedForward(
    ops,
    held,
    "retriever",
    joinAttention(ops, held, "retriever", encoded, attended, drop),
    drop,
  );
  return applyHead(ops, held, state, rows, drop);
}

/** Row sums of squares of the batch's difficulties, over its answers: what the penalty weighs `[1]`. */
export function meanSquaredDifficulty(ops: Ops, weights: Values, items: Int32Array): Value {
  const rows = ops.gatherRows(weights.difficulties!, ops.indices(items));
  const answers = items.reduce((count, item) => count + (item < 0 ? 0 : 1), 0);
  return ops.affine(ops.sum(ops.multiply(rows, rows)), 1 / Math.max(1, answers));
}
