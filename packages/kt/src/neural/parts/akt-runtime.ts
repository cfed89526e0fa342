import { type Config, NO_ITEM } from "@zpd/core";
import { createInference, type Values, type Weights } from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { type AktTables, aktTables, encodeAnswers, encodeQuestions, retrieve } from "./akt-network";
import { type AnswerRings, orderAnswers, recordAnswers, ringPlaces, startRings } from "./answer-ring";
import { askInPieces, type Candidates, type Piece } from "./ask-in-pieces";
import { applyLayer, keepAll } from "./attention-block";
import type { ModelContext, NeuralRuntime } from "./neural-model";
import type { RetrieverSettings } from "./retriever-settings";
import { viewRows } from "./state-rows";

/** The last answers, and what the retriever knows each by. */
export interface AktState extends AnswerRings {
  /** Retriever's keys and values of the answers, in the same places `[B, L * D]`. */
  readonly keys: Float32Array;
  readonly values: Float32Array;
}

/** Keys and values at a time, in numbers. */
const NUMBERS_AT_ONCE = 1 << 22;
/** Pairs of a learner and an item at a time. */
const PAIRS_AT_ONCE = 2048;

/** Follows learners by their last L answers: `observe` costs O(L D + D^2), `predict` O(I (L D + D^2)). */
export function createAktRuntime(
  context: ModelContext<Config & RetrieverSettings>,
  weights: Weights,
  machine: Machine,
): NeuralRuntime<AktState> {
  const { cacheLength: room, vectorSize: width, heads } = context.config;
  const inference = createInference(machine, weights);
  const everyItem = Int32Array.from({ length: context.items.size }, (_, item) => item);
  const everyAnswer = Int32Array.from({ length: 2 * context.items.size }, (_, token) => token);
  inference.prepare((ops, held) => aktTables(ops, held, context.qMatrix, everyItem, everyAnswer));
  const tablesOf = (held: Values) => held as Values & AktTables;
  const learnersAtOnce = Math.max(1, Math.floor(NUMBERS_AT_ONCE / (4 * room * width)));

  /** One answer each of some learners. */
  const observePiece = (state: AktState, items: Int32Array, scores: Float32Array): void => {
    const batch = state.batchSize;
    const before = orderAnswers(state, 0, batch);
    const places = state.count.map((n) => n % room);
    recordAnswers(state, items, scores);
    const after = orderAnswers(state, 0, batch);
    const newest = Int32Array.from(items, (item, b) =>
      item === NO_ITEM ? -1 : after.tokens[b * after.steps + after.lengths[b]! - 1]!,
    );
    const [keys, values] = inference.run((ops, weightsAndTables) => {
      const held = tablesOf(weightsAndTables);
      const asked = ops.indices(items);
      const past = ops.indices(before.tokens.map((token) => token >> 1));
      const question = {
        key: ops.gatherRows(held.questionKeys, past),
        value: ops.gatherRows(held.questionValues, past),
        lengths: ops.indices(before.lengths),
      };
      const own = ops.gatherRows(held.questionKeys, asked);
      const encoded = encodeQuestions(
        ops,
        held,
        asked,
        own,
        (query, decay) => ops.attendCache({ batch, count: 1, query, ...question, heads, past: "strict", decay }),
        keepAll,
      );
      const tokens = ops.indices(after.tokens);
      const knowledge = {
        key: ops.gatherRows(held.knowledgeKeys, tokens),
        value: ops.gatherRows(held.knowledgeValues, tokens),
        lengths: ops.indices(after.lengths),
      };
      const answered = encodeAnswers(
        ops,
        held,
        ops.indices(newest),
        (query, decay) => ops.attendCache({ batch, count: 1, query, ...knowledge, heads, past: "inclusive", decay }),
        keepAll,
      );
      return [applyLayer(ops, held, "retriever.key", encoded), applyLayer(ops, held, "retriever.value", answered)];
    });
    for (let b = 0; b < batch; b++) {
      if (items[b] === NO_ITEM) continue;
      const to = (b * room + places[b]!) * width;
      state.keys.set(keys!.subarray(b * width, (b + 1) * width), to);
      state.values.set(values!.subarray(b * width, (b + 1) * width), to);
    }
  };

  const askPiece = (whole: AktState, { from, to, count, items, shared }: Piece): Float32Array => {
    const state = viewRows(whole, from, to);
    const batch = state.batchSize;
    const { lengths, tokens } = orderAnswers(state, 0, batch);
    const { starts } = ringPlaces(state.count, room);
    const [probabilities] = inference.run((ops, weightsAndTables) => {
      const held = tablesOf(weightsAndTables);
      const past = ops.indices(tokens.map((token) => token >> 1));
      const kept = ops.indices(lengths);
      const rows = ops.indices(
        shared ? Int32Array.from({ length: batch * count }, (_, pair) => items[pair % count]!) : items,
      );
      const question = {
        key: ops.gatherRows(held.questionKeys, past),
        value: ops.gatherRows(held.questionValues, past),
        lengths: kept,
      };
      const encoded = encodeQuestions(
        ops,
        held,
        rows,
        ops.gatherRows(held.questionKeys, shared ? ops.indices(items) : rows),
        (query, decay) => ops.attendCache({ batch, count, query, ...question, heads, past: "strict", decay }),
        keepAll,
      );
      const learned = {
        key: ops.constant(state.keys, [batch * room, width]),
        value: ops.constant(state.values, [batch * room, width]),
        lengths: kept,
        starts: ops.indices(starts),
      };
      const logits = retrieve(
        ops,
        held,
        rows,
        encoded,
        applyLayer(ops, held, "retriever.key", encoded),
        (query, decay) => ops.attendCache({ batch, count, query, ...learned, heads, past: "strict", decay }),
        keepAll,
      );
      return [ops.activate(logits, "sigmoid")];
    });
    return probabilities!;
  };
  const askCandidates = (state: AktState, candidates: Candidates, out: Float32Array): void =>
    askInPieces(
      state.batchSize,
      candidates,
      { learners: learnersAtOnce, pairs: PAIRS_AT_ONCE },
      (piece) => askPiece(state, piece),
      out,
    );

  return {
    start: (batchSize) => ({
      ...startRings(batchSize, room),
      keys: new Float32Array(batchSize * room * width),
      values: new Float32Array(batchSize * room * width),
    }),
    observe(state, items, scores) {
      for (let from = 0; from < state.batchSize; from += learnersAtOnce) {
        const to = Math.min(state.batchSize, from + learnersAtOnce);
        observePiece(viewRows(state, from, to), items.subarray(from, to), scores.subarray(from, to));
      }
    },
    predict: (state, out) => askCandidates(state, { items: everyItem, count: everyItem.length, shared: true }, out),
    predictItems(state, items, out) {
      const count = state.batchSize === 0 ? 0 : items.length / state.batchSize;
      askCandidates(state, { items, count, shared: false }, out);
    },
  };
}
