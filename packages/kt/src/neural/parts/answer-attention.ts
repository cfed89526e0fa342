import type { Config } from "@zpd/core";
import { createInference, type Indices, type Ops, type Value, type Values, type Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { type AnswerRings, orderAnswers, recordAnswers, startRings } from "./answer-ring";
import { askInPieces, type Candidates, type Piece } from "./ask-in-pieces";
import { createDrop, type Drop, keepAll } from "./attention-block";
import { batchTokens } from "./batch-tokens";
import type { AnswerBatch, ModelContext, NeuralRuntime } from "./neural-model";
import { placedAnswers, type RetrieverSettings } from "./retriever-settings";

/** Items that are asked, one a row. */
export interface AskedItems {
  /** Rows of the tables over items `[M]`; -1 for none. */
  readonly items: Indices;
  /** How many answers of the window stand before each `[M]`. */
  readonly places: Indices;
  /** The items `[N]` where they are the same for every learner, `items` repeating them. */
  readonly shared?: Indices;
}

/** Asks the past in a block: queries `[M, D]`, or `[N, D]` where they are the same for all, to what the heads give `[M, D]`. */
export type Attend = (block: number, query: Value) => Value;

/**
 * A network in which an answer's keys and values depend on the answer and on its place in the window, and on nothing
 * else: what sets SAKT apart from simpleKT. `held` has the weights and the network's own tables.
 */
export interface AnswerAttention {
  /** Rows over items and over answers (2 item + right), worked out once. */
  tables(ops: Ops, weights: Values, items: Int32Array, tokens: Int32Array): Values;
  /** Keys and values, block by block, of the answers that learners gave, oldest first: each `[batch * steps, D]`. */
  past(
    ops: Ops,
    held: Values,
    tokens: Indices,
    batch: number,
  ): readonly { readonly key: Value; readonly value: Value }[];
  /** Log-odds of a right answer, M of them. */
  ask(ops: Ops, held: Values, asked: AskedItems, attend: Attend, drop: Drop): Value;
}

type Context = ModelContext<Config & RetrieverSettings>;

/** Log-odds of a batch's answers `[batch * steps]`, each from those before it. */
export function runAnswerAttention(
  ops: Ops,
  weights: Values,
  { batch, steps, ...answers }: AnswerBatch,
  { items: { size }, config }: Context,
  network: AnswerAttention,
): Value {
  const { items, tokens, itemPlace, tokenPlace } = batchTokens({ batch, steps, ...answers }, size);
  const held = { ...weights, ...network.tables(ops, weights, items, tokens) };
  const past = network.past(ops, held, ops.indices(tokenPlace), batch);
  const logits = network.ask(
    ops,
    held,
    { items: ops.indices(itemPlace), places: ops.indices(itemPlace.map((_, row) => row % steps)) },
    (block, query) =>
      ops.causalAttention({ batch, steps, query, ...past[block]!, heads: config.heads, past: "strict" }),
    createDrop(ops, config.dropout, answers.seed),
  );
  return ops.reshape(logits, [batch * steps]);
}

/** Keys and values at a time, in numbers. */
const NUMBERS_AT_ONCE = 1 << 22;
/** Pairs of a learner and an item at a time: their hidden layers then stay in the processor's cache. */
const PAIRS_AT_ONCE = 2048;

/** Follows learners by their last answers: `observe` writes one number, `predict` asks all that is kept. */
export function createAnswerAttentionRuntime(
  context: Context,
  weights: Weights,
  machine: Machine,
  blocks: number,
  network: AnswerAttention,
): NeuralRuntime<AnswerRings> {
  const { vectorSize, heads } = context.config;
  const room = placedAnswers(context.config);
  const inference = createInference(machine, weights);
  const everyItem = Int32Array.from({ length: context.items.size }, (_, item) => item);
  const everyAnswer = Int32Array.from({ length: 2 * context.items.size }, (_, token) => token);
  inference.prepare((ops, held) => network.tables(ops, held, everyItem, everyAnswer));
  const learnersAtOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / (2 * blocks * room * vectorSize)));

  const askPiece = (state: AnswerRings, { from, to, count, items, shared }: Piece): Float32Array => {
    const batch = to - from;
    const { lengths, tokens } = orderAnswers(state, from, to);
    const [probabilities] = inference.run((ops, held) => {
      const past = network.past(ops, held, ops.indices(tokens), batch);
      const kept = ops.indices(lengths);
      const learner = Int32Array.from({ length: batch * count }, (_, pair) => Math.floor(pair / count));
      const repeated = shared ? learner.map((_, pair) => items[pair % count]!) : items;
      const asked = { items: ops.indices(repeated), places: ops.indices(learner.map((b) => lengths[b]!)) };
      const logits = network.ask(
        ops,
        held,
        shared ? { ...asked, shared: ops.indices(items) } : asked,
        (block, query) =>
          ops.attendCache({ batch, count, query, ...past[block]!, heads, lengths: kept, past: "strict" }),
        keepAll,
      );
      return [ops.activate(logits, "sigmoid")];
    });
    return probabilities!;
  };
  const askCandidates = (state: AnswerRings, candidates: Candidates, out: Float32Array): void =>
    askInPieces(
      state.batchSize,
      candidates,
      { learners: learnersAtOnce, pairs: PAIRS_AT_ONCE },
      (piece) => askPiece(state, piece),
      out,
    );
  return {
    start: (batchSize) => startRings(batchSize, room),
    observe: recordAnswers,
    predict: (state, out) => askCandidates(state, { items: everyItem, count: everyItem.length, shared: true }, out),
    predictItems(state, items, out) {
      const count = state.batchSize === 0 ? 0 : items.length / state.batchSize;
      askCandidates(state, { items, count, shared: false }, out);
    },
  };
}
