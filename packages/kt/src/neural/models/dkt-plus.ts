import { createRandomStream } from "@zpd/core";
import type { Ops, Value, Values } from "@zpd/tensor";
import { assertNumberOption } from "../../parts/resolve-config";
import {
  askItems,
  checkDktSettings,
  createDktRuntime,
  type DktPass,
  type DktSettings,
  type DktState,
  dktDefaults,
  initialiseDkt,
  runDkt,
  startDkt,
} from "../parts/dkt-network";
import { settleInputs } from "../parts/item-tables";
import { neuralDescriptor } from "../parts/neural-descriptor";
import type { AnswerBatch, ModelContext, NeuralModel, Prediction } from "../parts/neural-model";

/**
 * DKT with regularisers: the network of Deep Knowledge Tracing, trained to also stand by the answer just given and not
 * to jump about between answers.
 *
 *   L' = L + lambda_r r + lambda_w1 w1 + lambda_w2 w2^2
 *   r    = mean over answers t of cross-entropy(P(q_t right) after answer t, a_t)
 *   w1   = mean over items and neighbouring steps of |y_(t+1) - y_t|,   w2^2 = the same of (y_(t+1) - y_t)^2
 *
 * Source: Yeung and Yeung, "Addressing Two Problems in Deep Knowledge Tracing via Prediction-Consistent
 * Regularization", Learning at Scale 2018, equations 7 to 11.
 *
 * | paper | here |
 * |---|---|
 * | lambda_r, lambda_w1, lambda_w2 | reconstruction, waviness, squaredWaviness |
 * | y_t | P(correct) of the items, from the state before answer t |
 *
 * The network, its state, several concepts, mastery and costs are those of DKT.
 *
 * Deviations: those of DKT, and (1) where there are more than 128 items, w1 and w2 are estimated on 128 of them, drawn
 * anew for each batch, as all of them would cost more than the rest of the training.
 */
export type DktPlusConfig = DktSettings & {
  /** lambda_r, at least 0. */
  readonly reconstruction: number;
  /** lambda_w1, at least 0. */
  readonly waviness: number;
  /** lambda_w2, at least 0. */
  readonly squaredWaviness: number;
};

/** Items that waviness is looked at on, at most. */
const MOST_WATCHED = 128;

/** Rows between two answers of a learner. */
function betweenAnswers({ previous }: DktPass, { items }: AnswerBatch): Int32Array {
  return Int32Array.from(items.keys()).filter((row) => previous[row]! >= 0 && items[row]! >= 0);
}

/** r: what is foretold of the item just answered, against that answer `[1]`. */
function reconstructionLoss(
  ops: Ops,
  pass: DktPass,
  batch: AnswerBatch,
  between: Int32Array,
  itemCount: number,
): Value {
  const rows = pass.previous.length;
  const items = new Int32Array(rows).fill(-1);
  const scores = new Float32Array(rows);
  const weights = new Float32Array(rows);
  for (const row of between) {
    items[row] = pass.previous[row]! >> 1;
    scores[row] = batch.scores[row - 1]!;
    weights[row] = 1 / between.length;
  }
  const logits = askItems(ops, pass, items, itemCount);
  return ops.sum(ops.binaryCrossEntropy(logits, ops.constant(scores, [rows]), ops.constant(weights, [rows])));
}

/** y_(t+1) - y_t of the watched items, over neighbouring steps of the same learner `[P, W]`. */
function changes(ops: Ops, pass: DktPass, between: Int32Array, watched: Int32Array): Value {
  const { rows, bias } = pass.questions(watched);
  const foretold = ops.activate(ops.add(ops.productTransposed(pass.hidden, rows), bias), "sigmoid");
  const before = between.map((row) => row - 1);
  return ops.subtract(ops.gatherRows(foretold, ops.indices(between)), ops.gatherRows(foretold, ops.indices(before)));
}

function watchedItems(itemCount: number, seed: number): Int32Array {
  const items = Int32Array.from({ length: itemCount }, (_, i) => i);
  if (itemCount <= MOST_WATCHED) return items;
  return createRandomStream(seed, "watched-items").shuffle(items).slice(0, MOST_WATCHED);
}

function forward(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<DktPlusConfig>): Prediction {
  const { config, items } = context;
  const pass = runDkt(ops, weights, batch, context);
  const logits = askItems(ops, pass, batch.items, items.size);
  if (!ops.training) return { logits };
  const between = betweenAnswers(pass, batch);
  if (between.length === 0) return { logits };
  const watched = watchedItems(items.size, batch.seed);
  const change = changes(ops, pass, between, watched);
  const terms = between.length * watched.length;
  const penalties = [
    ops.affine(reconstructionLoss(ops, pass, batch, between, items.size), config.reconstruction),
    ops.affine(ops.sum(ops.activate(change, "abs")), config.waviness / terms),
    ops.affine(ops.sum(ops.multiply(change, change)), config.squaredWaviness / terms),
  ];
  return { logits, penalty: penalties.reduce((sum, penalty) => ops.add(sum, penalty)) };
}

export const dktPlus: NeuralModel<DktPlusConfig, DktState> = {
  id: "dkt-plus",
  title: "Deep Knowledge Tracing, regularised",
  citation:
    "Yeung, Yeung, Addressing Two Problems in Deep Knowledge Tracing via Prediction-Consistent Regularization, L@S 2018.",
  defaults: Object.freeze({ ...dktDefaults, reconstruction: 0.1, waviness: 0.03, squaredWaviness: 3 }),
  checkConfig(where, config) {
    checkDktSettings(where, config);
    for (const name of ["reconstruction", "waviness", "squaredWaviness"] as const) {
      assertNumberOption(where, name, config[name], 0, 1000);
    }
  },
  settle: settleInputs,
  initialise: initialiseDkt,
  startFrom: startDkt,
  forward,
  createRuntime: createDktRuntime,
};

export const dktPlusDescriptor = neuralDescriptor(dktPlus);
