import { type Config, NO_ITEM, type TracerState } from "@zpd/core";
import {
  createInference,
  type Inference,
  type Ops,
  type Value,
  type Values,
  type Weights,
  zeroWeights,
} from "@zpd/tensor";
import type { Machine } from "@zpd/tensor/kernels";
import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";
import { answerTokens } from "./answer-windows";
import { distinctIds } from "./distinct-ids";
import { estimateEasiness, ITEM_SHARE } from "./item-easiness";
import { assertItemInputs, type ItemTable, normalWeight, resolveInputs, tableRows, tableWeights } from "./item-tables";
import type { AnswerBatch, ModelContext, NeuralRuntime } from "./neural-model";
import { repeatRow, replaceAnswered } from "./state-rows";
import type { WindowSource } from "./window-source";

/** Settings of the recurrent network that DKT and DKT+ share. */
export type DktSettings = {
  /** H, units of the LSTM. */
  readonly units: number;
  /** D, numbers in the embedding of an answer. */
  readonly embeddingSize: number;
  /** Share of the hidden state that is zeroed at each prediction in training. */
  readonly dropout: number;
  /** What an item is known by: "items", "concepts", "both", or "auto" to let the data decide. */
  readonly inputs: string;
};

export const dktDefaults: DktSettings = Object.freeze({ units: 100, embeddingSize: 100, dropout: 0.5, inputs: "auto" });

export function checkDktSettings(where: string, settings: DktSettings): void {
  assertCountOption(where, "units", settings.units, 1);
  assertCountOption(where, "embeddingSize", settings.embeddingSize, 1);
  assertNumberOption(where, "dropout", settings.dropout, 0, 0.95);
  assertItemInputs(where, settings.inputs);
}

export interface DktState extends TracerState {
  /** h `[B, H]` */
  readonly hidden: Float32Array;
  /** c `[B, H]` */
  readonly cell: Float32Array;
}

type Context = ModelContext<Config & DktSettings>;

/** Embeddings of answers, and of what is asked: the rows of W_yh with their biases. */
function tablesOf({ config, qMatrix }: Context): Record<"answer" | "question" | "easiness", ItemTable> {
  const inputs = resolveInputs(config.inputs, qMatrix);
  return {
    answer: { name: "answer", width: config.embeddingSize, byAnswer: true, inputs, itemShare: ITEM_SHARE },
    question: { name: "question", width: config.units, byAnswer: false, inputs, itemShare: ITEM_SHARE },
    easiness: { name: "easiness", width: 1, byAnswer: false, inputs, itemShare: ITEM_SHARE },
  };
}

export function initialiseDkt(context: Context, seed: number): Weights {
  const { config, qMatrix } = context;
  const { units, embeddingSize } = config;
  const tables = tablesOf(context);
  // Where concepts speak too, items begin at nothing and depart from their concepts as far as the answers ask for.
  const items = tables.answer.inputs === "both" ? 0 : 1;
  const bias = new Float32Array(4 * units);
  // The forget gate begins open (Jozefowicz et al. 2015), so that early training sees the whole history.
  bias.fill(1, units, 2 * units);
  const spread = (rows: number): number => 1 / Math.sqrt(rows);
  return {
    ...tableWeights(tables.answer, qMatrix, seed, { items, concepts: 1 }),
    inputWeights: normalWeight(seed, "inputWeights", [embeddingSize, 4 * units], spread(embeddingSize)),
    inputBias: { shape: [4 * units], data: bias },
    recurrentWeights: normalWeight(seed, "recurrentWeights", [units, 4 * units], spread(units)),
    startHidden: zeroWeights([1, units]),
    startCell: zeroWeights([1, units]),
    ...tableWeights(tables.question, qMatrix, seed, { items: items * spread(units), concepts: spread(units) }),
    ...tableWeights(tables.easiness, qMatrix, seed, { items: 0, concepts: 0 }),
  };
}

/** Where items are known beside their concepts, what is asked starts as easy as the training answers have it. */
export function startDkt(weights: Weights, context: Context, training: WindowSource): Weights {
  if (tablesOf(context).easiness.inputs !== "both") return weights;
  const { items, concepts } = estimateEasiness(training);
  return {
    ...weights,
    "easiness.items": { shape: [items.length, 1], data: items.map((value) => value / ITEM_SHARE) },
    "easiness.concepts": { shape: [concepts.length, 1], data: concepts },
  };
}

/** What a forward pass of a batch leaves for predictions. */
export interface DktPass {
  /** Hidden state before each answer `[batch * steps, H]`, after dropout. */
  readonly hidden: Value;
  /** The answers before each answer, as 2 item + right; -1 before the first `[batch * steps]`. */
  readonly previous: Int32Array;
  /** The rows of W_yh of some items `[M, H]`, and their biases `[M]`. */
  questions(items: Int32Array): { readonly rows: Value; readonly bias: Value };
}

/** Runs the LSTM over a batch. */
export function runDkt(ops: Ops, weights: Values, batch: AnswerBatch, context: Context): DktPass {
  const { config, qMatrix } = context;
  const tables = tablesOf(context);
  const { steps } = batch;
  const previous = new Int32Array(batch.items.length).fill(-1);
  for (let row = 0; row + 1 < previous.length; row++) {
    if ((row + 1) % steps !== 0 && batch.items[row]! >= 0)
      previous[row + 1] = 2 * batch.items[row]! + batch.right[row]!;
  }
  const { distinct, local } = distinctIds(previous, 2 * qMatrix.itemCount);
  const embedded = tableRows(ops, weights, tables.answer, qMatrix, distinct);
  const everyRow = ops.indices(new Int32Array(batch.batch));
  const { hidden } = ops.lstm({
    batch: batch.batch,
    steps,
    projected: ops.linear(embedded, weights.inputWeights!, weights.inputBias!),
    tokens: ops.indices(local),
    recurrent: weights.recurrentWeights!,
    initial: {
      hidden: ops.gatherRows(weights.startHidden!, everyRow),
      cell: ops.gatherRows(weights.startCell!, everyRow),
    },
  });
  return {
    hidden: ops.dropout(hidden, config.dropout, batch.seed),
    previous,
    questions: (items) => ({
      rows: tableRows(ops, weights, tables.question, qMatrix, items),
      bias: ops.reshape(tableRows(ops, weights, tables.easiness, qMatrix, items), [items.length]),
    }),
  };
}

/** The log-odds of one item a row `[batch * steps]`; -1 gives 0. */
export function askItems(ops: Ops, { hidden, questions }: DktPass, items: Int32Array, itemCount: number): Value {
  const { distinct, local } = distinctIds(items, itemCount);
  const { rows, bias } = questions(distinct);
  return ops.dotRows(hidden, rows, bias, ops.indices(local));
}

/** The tables of a fitted network, computed once: nothing but the recurrent product is left for an answer. */
function projectedTables(context: Context, weights: Weights, machine: Machine): Weights {
  const { items, qMatrix, config } = context;
  const tables = tablesOf(context);
  const all = Int32Array.from({ length: items.size }, (_, i) => i);
  const answers = Int32Array.from({ length: 2 * items.size }, (_, k) => k);
  const [projected, questions, bias] = createInference(machine, {}).run((ops) => {
    const values = Object.fromEntries(
      Object.entries(weights).map(([name, { data, shape }]) => [name, ops.constant(data, shape)]),
    );
    const embedded = tableRows(ops, values, tables.answer, qMatrix, answers);
    return [
      ops.linear(embedded, values.inputWeights!, values.inputBias!),
      tableRows(ops, values, tables.question, qMatrix, all),
      tableRows(ops, values, tables.easiness, qMatrix, all),
    ];
  });
  const { units } = config;
  const transposed = new Float32Array(questions!.length);
  for (let i = 0; i < items.size; i++) {
    for (let u = 0; u < units; u++) transposed[u * items.size + i] = questions![i * units + u]!;
  }
  return {
    projected: { shape: [2 * items.size, 4 * units], data: projected!.slice() },
    questions: { shape: [items.size, units], data: questions!.slice() },
    questionColumns: { shape: [units, items.size], data: transposed },
    bias: { shape: [items.size], data: bias!.slice() },
    recurrentWeights: weights.recurrentWeights!,
  };
}

/** A share of the items, 1 / this, from which on asking all of them in one product is the cheaper way to ask some. */
const WHOLE_ROWS = 8;

/** Picks candidates `[B, N]` from the predictions of all items `[B, I]`; NaN for none. */
function pickItems(
  all: Float32Array,
  items: Int32Array,
  candidates: number,
  itemCount: number,
  out: Float32Array,
): void {
  for (let k = 0; k < items.length; k++) {
    const item = items[k]!;
    out[k] = item === NO_ITEM ? Number.NaN : all[Math.floor(k / candidates) * itemCount + item]!;
  }
}

/** Follows learners: `observe` costs 8 H^2 multiplications a learner, `predict` H I. */
export function createDktRuntime(context: Context, weights: Weights, machine: Machine): NeuralRuntime<DktState> {
  const { units } = context.config;
  const itemCount = context.items.size;
  const network: Inference = createInference(machine, projectedTables(context, weights, machine));
  const probabilities = (ops: Ops, logits: Value): Value => ops.activate(logits, "sigmoid");
  /** P(correct) of every item `[B, I]`, as a view. */
  const askAll = (batchSize: number, hidden: Float32Array): Float32Array => {
    const [values] = network.run((ops, tables) => {
      const states = ops.constant(hidden, [batchSize, units]);
      return [probabilities(ops, ops.linear(states, tables.questionColumns!, tables.bias!))];
    });
    return values!;
  };
  return {
    start: (batchSize) => ({
      batchSize,
      hidden: repeatRow(weights.startHidden!.data, batchSize),
      cell: repeatRow(weights.startCell!.data, batchSize),
    }),
    observe({ batchSize, hidden, cell }, items, scores) {
      const tokens = answerTokens(items, scores);
      const [nextHidden, nextCell] = network.run((ops, tables) => {
        const shape = [batchSize, units];
        const next = ops.lstm({
          batch: batchSize,
          steps: 1,
          projected: tables.projected!,
          tokens: ops.indices(tokens),
          recurrent: tables.recurrentWeights!,
          initial: { hidden: ops.constant(hidden, shape), cell: ops.constant(cell, shape) },
        });
        return [next.hidden, next.cell];
      });
      replaceAnswered(hidden, nextHidden!, items);
      replaceAnswered(cell, nextCell!, items);
    },
    predict: ({ batchSize, hidden }, out) => out.set(askAll(batchSize, hidden)),
    predictItems({ batchSize, hidden }, items, out) {
      const candidates = items.length / batchSize;
      if (WHOLE_ROWS * candidates >= itemCount) {
        pickItems(askAll(batchSize, hidden), items, candidates, itemCount, out);
        return;
      }
      const [values] = network.run((ops, tables) => {
        const states = ops.constant(hidden, [batchSize, units]);
        const learners = Int32Array.from(items, (_, k) => Math.floor(k / candidates));
        const repeated = candidates === 1 ? states : ops.gatherRows(states, ops.indices(learners));
        return [probabilities(ops, ops.dotRows(repeated, tables.questions!, tables.bias!, ops.indices(items)))];
      });
      for (let k = 0; k < items.length; k++) out[k] = items[k] === NO_ITEM ? Number.NaN : values![k]!;
    },
  };
}
