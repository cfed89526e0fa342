import { createRandomStream, NO_ITEM, type TracerState } from "@zpd/core";
import {
  createInference,
  normalWeights,
  type Ops,
  type Value,
  type Values,
  type Weight,
  type Weights,
  xavierUniform,
  zeroWeights,
} from "@zpd/tensor";
import { hashedUniform, type Machine } from "@zpd/tensor/kernels";
import { assertCountOption, assertNumberOption } from "../../parts/resolve-config";
import { isRight } from "../parts/answer-windows";
import { distinctIds } from "../parts/distinct-ids";
import { conceptRows } from "../parts/item-concepts";
import { conceptMeans } from "../parts/item-vectors";
import type { AnswerBatch, ModelContext, NeuralModel, NeuralRuntime, Prediction } from "../parts/neural-model";

/**
 * Individual Estimation Knowledge Tracing: before each answer the learner's cognition of the item is put on one of
 * some levels, after it her acquisition from it; both levels are drawn while training and taught by policy gradient.
 *
 *   v = e^q + mean(e^c) (side by side)        h_v = h (+) v
 *   i ~ softmax(f_p(h_v)),  m = M_i           p = sigmoid(w_2 relu(W_1 [h_v (+) m] + b_1) + b_2)
 *   v_m = v_g (+) v_p,  v_p = h_v (+) 0 if p >= 0.5 else 0 (+) h_v,  v_g likewise with the true answer
 *   j ~ softmax(f_e(v_m)),  s = S_j           h' = GRU(v (+) s if right else s (+) v, h)
 *
 * Source: Long, Liu, Shen, Zhang, Xia, Wu, Zhang, Yu, "Tracing Knowledge State with Individual Cognition and
 * Acquisition Estimation", SIGIR 2021, section 4.
 *
 * | paper | here | shape |
 * |---|---|---|
 * | e^q, e^c | questionVectors, conceptVectors | `[I, d]`, `[C, d]` |
 * | M, S | cognitionLevels, acquisitionLevels | `[levels, 2d]` |
 * | f_p, f_e | cognition..., acquisition... | 3d and 12d wide, one hidden layer |
 * | u_t = r_t + gamma u_{t+1}, r_t = 1/T if the thresholded p was right | advantage | |
 * | lambda | policyWeight | |
 *
 * What depends on the item alone is computed once per distinct item of a batch, and the halves of v_m and of the GRU's
 * input that are zero are never multiplied with.
 *
 * Deviations: (1) at validation and at run time the levels are not drawn: the levels' vectors are averaged with the
 * probabilities of f_p and f_e, so that a prediction is a function of the answers; (2) the ReLU of f_p and f_e stands
 * after one hidden layer as wide as the input, as in the authors' code; (3) a score of at least 0.5 counts as right in
 * the history.
 */
export type IektConfig = {
  /** d. */
  readonly vectorSize: number;
  readonly cognitionLevels: number;
  readonly acquisitionLevels: number;
  /** gamma; 0…1. */
  readonly discount: number;
  /** lambda; at least 0. */
  readonly policyWeight: number;
};

/** Of the vectors of questions, concepts and levels before training. */
const VECTOR_DEVIATION = 0.1;

const defaults: IektConfig = Object.freeze({
  vectorSize: 64,
  cognitionLevels: 10,
  acquisitionLevels: 10,
  discount: 0.93,
  policyWeight: 40,
});

interface IektState extends TracerState {
  /** h `[B, d]`. */
  readonly hidden: Float32Array;
}

function initialise({ items, qMatrix, config }: ModelContext<IektConfig>, seed: number): Weights {
  const random = createRandomStream(seed, "iekt");
  const { vectorSize: d, cognitionLevels, acquisitionLevels } = config;
  const matrix = (inputs: number, outputs: number) => xavierUniform(random, [inputs, outputs]);
  // Blocks that are one matrix in the paper: the limit of the whole holds for each.
  const block = (rows: number, columns: number, inputs: number, outputs: number): Weight =>
    xavierUniform(random, [rows, columns], Math.sqrt((rows + columns) / (inputs + outputs)));
  return {
    questionVectors: normalWeights(random, [items.size, d], VECTOR_DEVIATION),
    conceptVectors: normalWeights(random, [conceptRows(qMatrix), d], VECTOR_DEVIATION),
    cognitionLevels: normalWeights(random, [cognitionLevels, 2 * d], VECTOR_DEVIATION),
    acquisitionLevels: normalWeights(random, [acquisitionLevels, 2 * d], VECTOR_DEVIATION),
    cognitionFromState: block(d, 3 * d, 3 * d, 3 * d),
    cognitionFromItem: block(2 * d, 3 * d, 3 * d, 3 * d),
    cognitionBias: zeroWeights([3 * d]),
    cognitionOut: matrix(3 * d, cognitionLevels),
    cognitionOutBias: zeroWeights([cognitionLevels]),
    answerFromState: block(d, 5 * d, 5 * d, 5 * d),
    answerFromItem: block(2 * d, 5 * d, 5 * d, 5 * d),
    answerFromLevel: block(2 * d, 5 * d, 5 * d, 5 * d),
    answerBias: zeroWeights([5 * d]),
    answerOut: matrix(5 * d, 1),
    answerOutBias: zeroWeights([1]),
    acquisitionFromState: block(d, 48 * d, 12 * d, 12 * d),
    acquisitionFromItem: block(2 * d, 48 * d, 12 * d, 12 * d),
    acquisitionBias: zeroWeights([12 * d]),
    acquisitionOut: matrix(12 * d, acquisitionLevels),
    acquisitionOutBias: zeroWeights([acquisitionLevels]),
    updateFromFirst: block(2 * d, 3 * d, 4 * d, d),
    updateFromSecond: block(2 * d, 3 * d, 4 * d, d),
    updateBias: zeroWeights([3 * d]),
    recurrent: block(d, 3 * d, d, d),
    recurrentBias: zeroWeights([3 * d]),
  };
}

/** What depends on an item alone, one row an item, or four or two for the ways an answer can turn out. */
interface ItemSide {
  /** Input of f_p's hidden layer, bias included `[N, 3d]`. */
  readonly cognition: Value;
  /** Input of the predictor's hidden layer, bias included `[N, 5d]`. */
  readonly answer: Value;
  /** Input of f_e's hidden layer `[4N, 12d]`: the item was answered right, wrong; was predicted right, wrong. */
  readonly acquisition: Value;
  /** Input of the GRU, bias included `[2N, 3d]`: answered right, wrong. */
  readonly update: Value;
}

function itemSide(ops: Ops, weights: Values, { qMatrix }: ModelContext<IektConfig>, items: Int32Array): ItemSide {
  const vectors = ops.concat([
    ops.gatherRows(weights.questionVectors!, ops.indices(items)),
    conceptMeans(ops, weights.conceptVectors!, qMatrix, items),
  ]);
  const acquisition = ops.linear(vectors, weights.acquisitionFromItem!);
  const update = ops.concat([
    ops.linear(vectors, weights.updateFromFirst!, weights.updateBias!),
    ops.linear(vectors, weights.updateFromSecond!, weights.updateBias!),
  ]);
  return {
    cognition: ops.linear(vectors, weights.cognitionFromItem!, weights.cognitionBias!),
    answer: ops.linear(vectors, weights.answerFromItem!, weights.answerBias!),
    acquisition: ops.reshape(acquisition, [4 * items.length, acquisition.shape[1]! / 4]),
    update: ops.reshape(update, [2 * items.length, update.shape[1]! / 2]),
  };
}

/** What the levels' vectors contribute: to the predictor `[levels, 5d]`, to the GRU after right and wrong `[levels, 6d]`. */
function levelSide(ops: Ops, weights: Values) {
  const levels = weights.acquisitionLevels!;
  return {
    cognition: ops.linear(weights.cognitionLevels!, weights.answerFromLevel!),
    update: ops.concat([ops.linear(levels, weights.updateFromSecond!), ops.linear(levels, weights.updateFromFirst!)]),
  };
}

/** Two uniform numbers a row and step, so that levels can be drawn; none where levels are mixed. */
interface Draws {
  readonly cognition: Float32Array;
  readonly acquisition: Float32Array;
}

/** A level's vector for each row: drawn, with the logarithm of its probability `[M, 1]`, or the mean over the levels. */
function chooseLevel(ops: Ops, probabilities: Value, vectors: Value, uniforms: Float32Array | undefined) {
  if (uniforms === undefined) return { vector: ops.linear(probabilities, vectors) };
  const [rows, levels] = probabilities.shape as [number, number];
  const drawn = ops.sample(probabilities, uniforms);
  const one = new Float32Array(levels * levels);
  for (let level = 0; level < levels; level++) one[level * (levels + 1)] = 1;
  const noBias = ops.constant(new Float32Array(levels), [levels]);
  const probability = ops.dotRows(probabilities, ops.constant(one, [levels, levels]), noBias, drawn);
  return {
    vector: ops.gatherRows(vectors, drawn),
    logProbability: ops.reshape(ops.activate(probability, "log"), [rows, 1]),
  };
}

/** Log-odds of a right answer `[M, 1]` from the state's and the item's inputs to the two hidden layers. */
function answerLogits(
  ops: Ops,
  weights: Values,
  input: { readonly cognition: Value; readonly answer: Value },
  levels: Value,
  uniforms?: Float32Array,
) {
  const hidden = ops.activate(input.cognition, "relu");
  const probabilities = ops.softmax(ops.linear(hidden, weights.cognitionOut!, weights.cognitionOutBias!));
  const level = chooseLevel(ops, probabilities, levels, uniforms);
  const answer = ops.activate(ops.add(input.answer, level.vector), "relu");
  return { logits: ops.linear(answer, weights.answerOut!, weights.answerOutBias!), level };
}

/** One step of some learners: places of their items, whether each answered right, and where she stood before. */
interface Step {
  readonly place: Int32Array;
  readonly right: Uint8Array;
  readonly hidden: Value;
  readonly draws?: Draws;
}

/** Each row's place times `ways` plus which way its answer went; -1 stays. */
function rowsByAnswer(place: Int32Array, right: Uint8Array, ways: number, first: number): Int32Array {
  return place.map((at, b) => (at < 0 ? -1 : ways * at + first + 1 - right[b]!));
}

/** Multiplies each row of x `[M, N]` by its factor `[M, 1]`. */
function scaleRows(ops: Ops, x: Value, factor: Value): Value {
  const columns = x.shape[1]!;
  return ops.multiply(x, ops.linear(factor, ops.constant(new Float32Array(columns).fill(1), [1, columns])));
}

/** The input of f_e's hidden layer `[M, 12d]`: of the four blocks of v_m the two that are not zero. */
function acquisitionInput(ops: Ops, weights: Values, side: ItemSide, { place, right, hidden }: Step, predicted: Value) {
  const learners = place.length;
  const width = side.acquisition.shape[1]!;
  const fromState = ops.reshape(ops.linear(hidden, weights.acquisitionFromState!), [4 * learners, width]);
  const self = Int32Array.from(place, (_, b) => b);
  const block = (ways: Int32Array, own: Int32Array) =>
    ops.add(ops.gatherRows(side.acquisition, ops.indices(ways)), ops.gatherRows(fromState, ops.indices(own)));
  const known = block(rowsByAnswer(place, right, 4, 0), rowsByAnswer(self, right, 4, 0));
  const all = (value: number) => new Uint8Array(learners).fill(value);
  const ifRight = block(rowsByAnswer(place, all(1), 4, 2), rowsByAnswer(self, all(1), 4, 2));
  const ifWrong = block(rowsByAnswer(place, all(0), 4, 2), rowsByAnswer(self, all(0), 4, 2));
  const guessed = ops.add(ifWrong, scaleRows(ops, ops.subtract(ifRight, ifWrong), predicted));
  return ops.add(ops.add(known, guessed), weights.acquisitionBias!);
}

/** Predicts, then learns from the answer: log-odds `[M, 1]`, the next state `[M, d]`, and what was drawn. */
function takeStep(ops: Ops, weights: Values, side: ItemSide, levels: ReturnType<typeof levelSide>, step: Step) {
  const { place, right, hidden, draws } = step;
  const places = ops.indices(place);
  const input = {
    cognition: ops.add(ops.gatherRows(side.cognition, places), ops.linear(hidden, weights.cognitionFromState!)),
    answer: ops.add(ops.gatherRows(side.answer, places), ops.linear(hidden, weights.answerFromState!)),
  };
  const { logits, level } = answerLogits(ops, weights, input, levels.cognition, draws?.cognition);
  const predicted = ops.activate(logits, "step");
  const judged = ops.activate(acquisitionInput(ops, weights, side, step, predicted), "relu");
  const probabilities = ops.softmax(ops.linear(judged, weights.acquisitionOut!, weights.acquisitionOutBias!));
  const gain = chooseLevel(ops, probabilities, levels.update, draws?.acquisition);
  const learners = place.length;
  const bothWays = ops.reshape(gain.vector, [2 * learners, gain.vector.shape[1]! / 2]);
  const self = Int32Array.from(place, (_, b) => b);
  const projected = ops.add(
    ops.gatherRows(side.update, ops.indices(rowsByAnswer(place, right, 2, 0))),
    ops.gatherRows(bothWays, ops.indices(rowsByAnswer(self, right, 2, 0))),
  );
  const next = ops.gru({
    batch: learners,
    steps: 1,
    projected,
    tokens: ops.indices(self),
    recurrent: weights.recurrent!,
    recurrentBias: weights.recurrentBias!,
    initial: hidden,
  });
  return { logits, hidden: next, logProbabilities: [level.logProbability, gain.logProbability] };
}

/** Column t of a table of learners by steps. */
function columnAt<T extends Int32Array | Uint8Array>(table: T, learners: number, steps: number, t: number): T {
  const column = table.slice(0, learners) as T;
  for (let b = 0; b < learners; b++) column[b] = table[b * steps + t]!;
  return column;
}

/**
 * The policy's part of the loss: minus the log-probability of each drawn level times the discounted sum of rewards
 * from its step on, over the number of answers. A reward is 1 / (the learner's answers) where the prediction, put on 0
 * or 1, was right.
 */
function policyLoss(
  ops: Ops,
  { batch: learners, steps, items, right }: AnswerBatch,
  { discount, policyWeight }: IektConfig,
  logits: Value,
  logProbabilities: Value,
): Value {
  const share = new Float32Array(learners * steps);
  const sign = new Float32Array(learners * steps);
  const base = new Float32Array(learners * steps);
  let answers = 0;
  for (let b = 0; b < learners; b++) {
    let own = 0;
    for (let t = 0; t < steps; t++) if (items[b * steps + t]! >= 0) own++;
    answers += own;
    for (let k = b * steps; k < (b + 1) * steps; k++) {
      if (items[k]! < 0) continue;
      share[k] = 1 / own;
      // Being right is y where the answer was right and 1 - y where it was wrong: base + sign y.
      sign[k] = right[k] === 1 ? share[k]! : -share[k]!;
      base[k] = right[k] === 1 ? 0 : share[k]!;
    }
  }
  const discounts = new Float32Array(steps * steps);
  for (let from = 0; from < steps; from++) {
    for (let later = from; later < steps; later++) discounts[later * steps + from] = discount ** (later - from);
  }
  const shape = [learners, steps];
  const predicted = ops.activate(ops.detach(logits), "step");
  const rewards = ops.add(ops.multiply(predicted, ops.constant(sign, shape)), ops.constant(base, shape));
  const advantage = ops.linear(rewards, ops.constant(discounts, [steps, steps]));
  return ops.affine(ops.sum(ops.multiply(logProbabilities, advantage)), -policyWeight / Math.max(answers, 1));
}

function forward(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<IektConfig>): Prediction {
  const { batch: learners, steps, items, right, seed } = batch;
  const { distinct, local: place } = distinctIds(items, context.items.size);
  const side = itemSide(ops, weights, context, distinct);
  const levels = levelSide(ops, weights);
  const draw = (t: number, what: number) =>
    Float32Array.from({ length: learners }, (_, b) => hashedUniform(seed, 2 * (b * steps + t) + what));
  let hidden = ops.constant(new Float32Array(learners * context.config.vectorSize), [
    learners,
    context.config.vectorSize,
  ]);
  const logits: Value[] = [];
  const logProbabilities: Value[] = [];
  for (let t = 0; t < steps; t++) {
    const step = takeStep(ops, weights, side, levels, {
      place: columnAt(place, learners, steps, t),
      right: columnAt(right, learners, steps, t),
      hidden,
      ...(ops.training ? { draws: { cognition: draw(t, 0), acquisition: draw(t, 1) } } : {}),
    });
    hidden = step.hidden;
    logits.push(step.logits);
    const [cognition, acquisition] = step.logProbabilities;
    if (cognition !== undefined && acquisition !== undefined) logProbabilities.push(ops.add(cognition, acquisition));
  }
  const table = ops.concat(logits);
  const flat = ops.reshape(table, [learners * steps]);
  if (!ops.training) return { logits: flat };
  return { logits: flat, penalty: policyLoss(ops, batch, context.config, table, ops.concat(logProbabilities)) };
}

/** Pairs of a learner and a candidate at a time: their hidden layers then stay in the cache. */
const PAIRS_AT_ONCE = 2048;

function createRuntime(
  context: ModelContext<IektConfig>,
  weights: Weights,
  machine: Machine,
): NeuralRuntime<IektState> {
  const { vectorSize: d } = context.config;
  const itemCount = context.items.size;
  const inference = createInference(machine, weights);
  const everyItem = Int32Array.from({ length: itemCount }, (_, i) => i);
  inference.prepare((ops, held) => {
    const levels = levelSide(ops, held);
    return {
      ...itemSide(ops, held, context, everyItem),
      levelCognition: levels.cognition,
      levelUpdate: levels.update,
    };
  });
  const sideOf = (held: Values): ItemSide => held as unknown as ItemSide;
  const levelsOf = (held: Values) => ({ cognition: held.levelCognition!, update: held.levelUpdate! });

  /** P(correct) of pairs: learner `first + learner[k]` and item `item[k]`. */
  const predictPairs = (hidden: Float32Array, learner: Int32Array, item: Int32Array): Float32Array => {
    const [probability] = inference.run((ops, held) => {
      const state = ops.constant(hidden, [hidden.length / d, d]);
      const learners = ops.indices(learner);
      const items = ops.indices(item);
      const pair = (fromItem: Value, fromState: Value) =>
        ops.add(ops.gatherRows(fromItem, items), ops.gatherRows(ops.linear(state, fromState), learners));
      const { cognition, answer } = sideOf(held);
      const input = {
        cognition: pair(cognition, held.cognitionFromState!),
        answer: pair(answer, held.answerFromState!),
      };
      return [ops.activate(answerLogits(ops, held, input, levelsOf(held).cognition).logits, "sigmoid")];
    });
    return probability!;
  };

  const predictCandidates = (
    { batchSize, hidden }: IektState,
    candidates: number,
    itemAt: (learner: number, candidate: number) => number,
    out: Float32Array,
  ): void => {
    const learnersAtOnce = Math.max(1, Math.floor(PAIRS_AT_ONCE / Math.max(1, candidates)));
    const candidatesAtOnce = Math.min(candidates, PAIRS_AT_ONCE);
    for (let b = 0; b < batchSize; b += learnersAtOnce) {
      const learners = Math.min(learnersAtOnce, batchSize - b);
      for (let n = 0; n < candidates; n += candidatesAtOnce) {
        const width = Math.min(candidatesAtOnce, candidates - n);
        const learner = Int32Array.from({ length: learners * width }, (_, k) => Math.floor(k / width));
        const item = learner.map((own, k) => itemAt(b + own, n + (k % width)));
        const probability = predictPairs(hidden.subarray(b * d, (b + learners) * d), learner, item);
        for (let k = 0; k < item.length; k++) {
          const at = (b + learner[k]!) * candidates + n + (k % width);
          out[at] = item[k] === NO_ITEM ? Number.NaN : probability[k]!;
        }
      }
    }
  };

  return {
    start: (batchSize) => ({ batchSize, hidden: new Float32Array(batchSize * d) }),
    observe({ batchSize, hidden }, items, scores) {
      const right = Uint8Array.from(scores, isRight);
      const [next] = inference.run((ops, held) => {
        const state = ops.constant(hidden, [batchSize, d]);
        return [takeStep(ops, held, sideOf(held), levelsOf(held), { place: items, right, hidden: state }).hidden];
      });
      for (let b = 0; b < batchSize; b++) {
        if (items[b] !== NO_ITEM) hidden.set(next!.subarray(b * d, (b + 1) * d), b * d);
      }
    },
    predict: (state, out) => predictCandidates(state, itemCount, (_, item) => item, out),
    predictItems(state, items, out) {
      const candidates = state.batchSize === 0 ? 0 : items.length / state.batchSize;
      predictCandidates(state, candidates, (learner, k) => items[learner * candidates + k]!, out);
    },
  };
}

export const iekt: NeuralModel<IektConfig, IektState> = {
  id: "iekt",
  title: "Individual Estimation Knowledge Tracing",
  citation:
    "Long, Liu, Shen, Zhang, Xia, Wu, Zhang, Yu, Tracing Knowledge State with Individual Cognition and Acquisition Estimation, SIGIR 2021.",
  defaults,
  trainingDefaults: { learningRate: 1e-3, l2: 1e-6 },
  checkConfig(where, config) {
    for (const name of ["vectorSize", "cognitionLevels", "acquisitionLevels"] as const) {
      assertCountOption(where, name, config[name], 1);
    }
    assertNumberOption(where, "discount", config.discount, 0, 1);
    assertNumberOption(where, "policyWeight", config.policyWeight, 0, Number.POSITIVE_INFINITY);
  },
  initialise,
  forward,
  createRuntime,
};
