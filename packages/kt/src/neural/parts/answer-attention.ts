import type { Config } from "@zpd/core";
import { createInference, type Indices, type Ops, type Value, type Values, type Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { type AnswerRings, orderAnswers, recordAnswers, startRings } from "./answer-ring";
import { askInPieces, type Candidates, type Piece } from "./ask-in-pieces";
import { createDrop, type Drop, keepAll } from "./attention-block";
import { batchTokens } from "./batch-tokens";
import type { AnswerBatch, ModelContext, NeuralRuntime } from "./neural-model";
import { placedAnswers, type RetrieverSettings } from "./retriever-settings";
import { type ItemQueries, prepareWeightTables } from "./weight-tables";

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
  /** Keys and values of a block, of the answers that learners gave, oldest first: each `[batch * steps, D]`. */
  past(
    ops: Ops,
    held: Values,
    block: number,
    tokens: Indices,
    batch: number,
  ): { readonly key: Value; readonly value: Value };
  /** The first block's rows, where its queries depend on the item alone: its weights are then products of tables. */
  readonly itemQueries?: ItemQueries;
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
  const answered = ops.indices(tokenPlace);
  const logits = network.ask(
    ops,
    held,
    { items: ops.indices(itemPlace), places: ops.indices(itemPlace.map((_, row) => row % steps)) },
    (block, query) => {
      const past = network.past(ops, held, block, answered, batch);
      return ops.causalAttention({ batch, steps, query, ...past, heads: config.heads, past: "strict" });
    },
    createDrop(ops, config.dropout, answers.seed),
  );
  return ops.reshape(logits, [batch * steps]);
}

/** Keys and values at a time, in numbers. */
const NUMBERS_AT_ONCE = 1 << 22;
/** Pairs of a learner and an item at a time: their hidden layers then stay in the processor's cache. */
const PAIRS_AT_ONCE = 2048;

/** Each pair of a learner and a candidate: which item it is, and how many answers the learner has. */
function pairItems(items: Int32Array, batch: number, count: number, shared: boolean, lengths: Int32Array) {
  const repeated = shared ? new Int32Array(batch * count) : items;
  const places = new Int32Array(batch * count);
  for (let b = 0; b < batch; b++) {
    if (shared) repeated.set(items, b * count);
    places.fill(lengths[b]!, b * count, (b + 1) * count);
  }
  return { items: repeated, places };
}

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

  const tables = network.itemQueries && prepareWeightTables(inference, network.itemQueries, heads);

  const askPiece = (state: AnswerRings, { from, to, count, items, shared }: Piece): Float32Array => {
    const batch = to - from;
    const { lengths, tokens } = orderAnswers(state, from, to);
    const pairs = pairItems(items, batch, count, shared, lengths);
    const [probabilities] = inference.run((ops, held) => {
      const answered = ops.indices(tokens);
      const kept = ops.indices(lengths);
      const attend: Attend = (block, query) => {
        if (block === 0 && shared && tables !== undefined && items.length === everyItem.length) {
          return ops.attendByTables({ batch, count, heads, tokens: answered, lengths: kept, ...tables(held) });
        }
        const past = network.past(ops, held, block, answered, batch);
        return ops.attendCache({ batch, count, query, ...past, heads, lengths: kept, past: "strict" });
      };
      const asked = { items: ops.indices(pairs.items), places: ops.indices(pairs.places) };
      const logits = network.ask(ops, held, shared ? { ...asked, shared: ops.indices(items) } : asked, attend, keepAll);
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
