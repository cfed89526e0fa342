import { createNumberedVocabulary, createRandomStream, qMatrixFromIds } from "@zpd/core";
import { createKernelEngine, type Weights } from "@zpd/tensor";
import { createReferenceMachine, hashedUniform } from "@zpd/tensor/kernels";
import { describe, expect, it } from "vitest";
import { conceptLists } from "../parts/item-concepts";
import type { AnswerBatch, ModelContext } from "../parts/neural-model";
import { trainingDefaults } from "../parts/training-settings";
import { type IektConfig, iekt } from "./iekt";

const items = createNumberedVocabulary(3);
const qMatrix = qMatrixFromIds([["a"], ["a", "b"], ["b"]]);
const context: ModelContext<IektConfig> = {
  items,
  qMatrix,
  config: {
    ...trainingDefaults,
    ...iekt.defaults,
    vectorSize: 2,
    cognitionLevels: 3,
    acquisitionLevels: 4,
    policyWeight: 40,
    dropout: 0,
  },
};
const batch: AnswerBatch = {
  batch: 2,
  steps: 4,
  items: Int32Array.of(0, 1, 2, 1, 2, 0, -1, -1),
  scores: Float32Array.of(1, 0, 1, 1, 0, 1, 0, 0),
  right: Uint8Array.of(1, 0, 1, 1, 0, 1, 0, 0),
  seed: 77,
};

/** Weights large enough that a wrong block, half or level shows. */
function drawWeights(): Weights {
  const random = createRandomStream(5, "iekt-test");
  return Object.fromEntries(
    Object.entries(iekt.initialise(context, 1)).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map(() => 1.5 * random.normal()) },
    ]),
  );
}

const weights = drawWeights();
const row = (name: string, at: number): number[] => {
  const { shape, data } = weights[name]!;
  return Array.from(data.subarray(at * shape[1]!, (at + 1) * shape[1]!));
};
/** x times rows `from…` of a matrix, columns `first…first + count`. */
const times = (x: number[], name: string, first = 0, count = weights[name]!.shape[1]!): number[] =>
  Array.from({ length: count }, (_, c) => x.reduce((sum, value, k) => sum + value * row(name, k)[first + c]!, 0));
const plus = (...lists: number[][]): number[] =>
  lists[0]!.map((_, k) => lists.reduce((sum, list) => sum + list[k]!, 0));
const relu = (x: number[]): number[] => x.map((value) => Math.max(value, 0));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const bias = (name: string): number[] => Array.from(weights[name]!.data);
const softmax = (x: number[]): number[] => {
  const exponentials = x.map(Math.exp);
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
};
const d = 2;

interface Played {
  readonly logits: number[];
  /** Sum over answers of minus log-probability times advantage, both policies. */
  readonly policy: number;
}

/** The paper's equations for one learner, with all the zeros of v_m and of the GRU's input multiplied out. */
function playLearner(b: number, draw: boolean): Played {
  let h = new Array<number>(d).fill(0);
  const logits: number[] = [];
  const logProbabilities: number[] = [];
  const rewards: number[] = [];
  const answered = [...batch.items.subarray(b * 4, b * 4 + 4)].filter((item) => item >= 0).length;
  for (let t = 0; t < answered; t++) {
    const at = b * 4 + t;
    const r = batch.right[at]!;
    const { ids } = conceptLists(qMatrix, Int32Array.of(batch.items[at]!));
    const concepts = plus(...Array.from(ids, (c) => row("conceptVectors", c))).map((value) => value / ids.length);
    const v = [...row("questionVectors", batch.items[at]!).map((value) => value / 10), ...concepts];
    const choose = (probabilities: number[], name: string, what: number): number[] => {
      const levels = probabilities.map((_, level) => row(name, level));
      if (!draw) return levels[0]!.map((_, k) => levels.reduce((sum, l, j) => sum + l[k]! * probabilities[j]!, 0));
      const uniform = hashedUniform(batch.seed, 2 * at + what);
      let level = 0;
      for (let sum = probabilities[0]!; sum <= uniform && level < levels.length - 1; sum += probabilities[level]!)
        level++;
      logProbabilities[t] = (logProbabilities[t] ?? 0) + Math.log(probabilities[level]!);
      return levels[level]!;
    };
    const cognition = relu(plus(times(h, "cognitionFromState"), times(v, "cognitionFromItem"), bias("cognitionBias")));
    const m = choose(softmax(plus(times(cognition, "cognitionOut"), bias("cognitionOutBias"))), "cognitionLevels", 0);
    const hidden = relu(
      plus(times(h, "answerFromState"), times(v, "answerFromItem"), times(m, "answerFromLevel"), bias("answerBias")),
    );
    const logit =
      plus(times(hidden, "answerOut"), bias("answerOutBias"))[0]! + 0.1 * row("easiness", batch.items[at]!)[0]!;
    logits.push(logit);
    const guess = logit >= 0 ? 1 : 0;
    rewards.push(guess === r ? 1 / answered : 0);
    const on = [r, 1 - r, guess, 1 - guess];
    const blocks = on.map((factor, k) =>
      plus(times(h, "acquisitionFromState", 24 * k, 24), times(v, "acquisitionFromItem", 24 * k, 24)).map(
        (value) => value * factor,
      ),
    );
    const judged = relu(plus(...blocks, bias("acquisitionBias")));
    const s = choose(
      softmax(plus(times(judged, "acquisitionOut"), bias("acquisitionOutBias"))),
      "acquisitionLevels",
      1,
    );
    const [first, second] = r === 1 ? [v, s] : [s, v];
    const input = plus(times(first!, "updateFromFirst"), times(second!, "updateFromSecond"), bias("updateBias"));
    const own = plus(times(h, "recurrent"), bias("recurrentBias"));
    h = h.map((before, k) => {
      const reset = sigmoid(input[k]! + own[k]!);
      const update = sigmoid(input[d + k]! + own[d + k]!);
      const fresh = Math.tanh(input[2 * d + k]! + reset * own[2 * d + k]!);
      return (1 - update) * fresh + update * before;
    });
  }
  let policy = 0;
  let advantage = 0;
  for (let t = answered - 1; t >= 0; t--) {
    advantage = rewards[t]! + context.config.discount * advantage;
    policy -= (logProbabilities[t] ?? 0) * advantage;
  }
  return { logits, policy };
}

const engine = createKernelEngine({ name: "cpu", reason: "test" }, () => createReferenceMachine("float64"));

describe("IEKT", () => {
  it("predicts what the equations say, levels mixed, when not training", async () => {
    const trainable = engine.createTrainable(weights);
    const [logits] = await trainable.evaluate((ops, values) => [iekt.forward(ops, values, batch, context).logits]);
    for (const b of [0, 1]) {
      for (const [t, expected] of playLearner(b, false).logits.entries()) {
        expect(logits![b * 4 + t]).toBeCloseTo(expected, 4);
      }
    }
  });

  it("draws levels while training and charges them by the discounted rewards", async () => {
    const trainable = engine.createTrainable(weights);
    const played = [playLearner(0, true), playLearner(1, true)];
    const penalty = await trainable.gradients((ops, values) => iekt.forward(ops, values, batch, context).penalty!);
    const expected = (context.config.policyWeight * (played[0]!.policy + played[1]!.policy)) / 6;
    expect(penalty.loss).toBeCloseTo(expected, 3);
    const first = await trainable.gradients((ops, values) => {
      const { logits } = iekt.forward(ops, values, batch, context);
      return ops.dotRows(
        ops.reshape(logits, [1, 8]),
        ops.constant(Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0), [1, 8]),
        ops.constant(new Float32Array(1), [1]),
        ops.indices(Int32Array.of(0)),
      );
    });
    const logits = [...played[0]!.logits, ...played[1]!.logits];
    expect(first.loss).toBeCloseTo(
      logits.reduce((sum, logit, k) => sum + (k + 1) * logit, 0),
      3,
    );
  });

  it("follows learners at run time as it predicts a batch", async () => {
    const trainable = engine.createTrainable(weights);
    const [logits] = await trainable.evaluate((ops, values) => [iekt.forward(ops, values, batch, context).logits]);
    const runtime = iekt.createRuntime(context, weights, createReferenceMachine("float32"));
    const state = runtime.start(2);
    for (let t = 0; t < 4; t++) {
      const asked = Int32Array.of(batch.items[t]!, batch.items[4 + t]!);
      const out = new Float32Array(2);
      runtime.predictItems(state, asked, out);
      for (const b of [0, 1]) {
        if (asked[b] === -1) expect(out[b]).toBeNaN();
        else expect(out[b]).toBeCloseTo(sigmoid(logits![b * 4 + t]!), 5);
      }
      runtime.observe(state, asked, Float32Array.of(batch.scores[t]!, batch.scores[4 + t]!));
    }
  });
});
