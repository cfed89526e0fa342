import type { Ops, Value, Values } from "@zpd/tensor";
import { hashedUniform } from "@zpd/tensor/kernels";
import { distinctIds } from "./distinct-ids";
import type { IektConfig } from "./iekt-weights";
import { conceptMeans } from "./item-concepts";
import { easinessRows, ITEM_SHARE } from "./item-easiness";
import { chooseLevel, policyLoss } from "./level-policy";
import type { AnswerBatch, ModelContext, Prediction } from "./neural-model";
import { scaleRows } from "./rasch-vectors";

/** What depends on an item alone, one row an item, or four or two for the ways an answer can turn out. */
export interface ItemSide {
  /** Input of f_p's hidden layer, bias included `[N, 3d]`. */
  readonly cognition: Value;
  /** Input of the predictor's hidden layer, bias included `[N, 5d]`. */
  readonly answer: Value;
  /** Input of f_e's hidden layer `[4N, 12d]`: the item was answered right, wrong; was predicted right, wrong. */
  readonly acquisition: Value;
  /** Input of the GRU, bias included `[2N, 3d]`: answered right, wrong. */
  readonly update: Value;
  /** The item's own term of the log-odds `[N, 1]`. */
  readonly easinessRows: Value;
}

export function itemSide(
  ops: Ops,
  weights: Values,
  { qMatrix }: ModelContext<IektConfig>,
  items: Int32Array,
): ItemSide {
  const own = ops.gatherRows(weights.questionVectors!, ops.indices(items));
  const vectors = ops.concat([ops.affine(own, ITEM_SHARE), conceptMeans(ops, weights.conceptVectors!, qMatrix, items)]);
  const acquisition = ops.linear(vectors, weights.acquisitionFromItem!);
  const update = ops.concat([
    ops.linear(vectors, weights.updateFromFirst!, weights.updateBias!),
    ops.linear(vectors, weights.updateFromSecond!, weights.updateBias!),
  ]);
  return {
    cognition: ops.linear(vectors, weights.cognitionFromItem!, weights.cognitionBias!),
    answer: ops.linear(vectors, weights.answerFromItem!, weights.answerBias!),
    acquisition: ops.reshape(acquisition, [4 * items.length, acquisition.shape[1]! / 4]),
    easinessRows: easinessRows(ops, weights, items),
    update: ops.reshape(update, [2 * items.length, update.shape[1]! / 2]),
  };
}

/** What the levels' vectors contribute: to the predictor `[levels, 5d]`, to the GRU after right and wrong `[levels, 6d]`. */
export function levelSide(ops: Ops, weights: Values) {
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
  /** Of the predictor's hidden layer. */
  readonly dropout: { readonly rate: number; readonly seed: number };
}

/** Log-odds of a right answer `[M, 1]` from the state's and the item's inputs to the two hidden layers, and the item's own term. */
export function answerLogits(
  ops: Ops,
  weights: Values,
  input: { readonly cognition: Value; readonly answer: Value; readonly easiness: Value },
  levels: Value,
  draws?: Draws,
) {
  const hidden = ops.activate(input.cognition, "relu");
  const probabilities = ops.softmax(ops.linear(hidden, weights.cognitionOut!, weights.cognitionOutBias!));
  const level = chooseLevel(ops, probabilities, levels, draws?.cognition);
  const full = ops.activate(ops.add(input.answer, level.vector), "relu");
  const answer = draws === undefined ? full : ops.dropout(full, draws.dropout.rate, draws.dropout.seed);
  return { logits: ops.add(ops.linear(answer, weights.answerOut!, weights.answerOutBias!), input.easiness), level };
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
export function takeStep(ops: Ops, weights: Values, side: ItemSide, levels: ReturnType<typeof levelSide>, step: Step) {
  const { place, right, hidden, draws } = step;
  const places = ops.indices(place);
  const input = {
    cognition: ops.add(ops.gatherRows(side.cognition, places), ops.linear(hidden, weights.cognitionFromState!)),
    answer: ops.add(ops.gatherRows(side.answer, places), ops.linear(hidden, weights.answerFromState!)),
    easiness: ops.gatherRows(side.easinessRows, places),
  };
  const { logits, level } = answerLogits(ops, weights, input, levels.cognition, draws);
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

/** What IEKT predicts of a batch, and while training the policy's loss. */
export function runIekt(ops: Ops, weights: Values, batch: AnswerBatch, context: ModelContext<IektConfig>): Prediction {
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
      ...(ops.training
        ? {
            draws: {
              cognition: draw(t, 0),
              acquisition: draw(t, 1),
              dropout: { rate: context.config.dropout, seed: seed + t + 1 },
            },
          }
        : {}),
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
