import { NO_ITEM } from "@zpd/core";
import { createKernelEngine, type Weights } from "@zpd/tensor";
import { createReferenceMachine } from "@zpd/tensor/kernels";
import { describe, expect, it } from "vitest";
import { aucOnTwoKinds, expectNoLaterAnswer } from "../../../test/attention-checks";
import {
  attend,
  block,
  conceptMean,
  layer,
  plus,
  reluLayer,
  rowsOf,
  scaled,
  times,
  tinyHistories,
} from "../../../test/plain-attention";
import {
  boldWeights,
  expectRuntimeFollows,
  forwardLogits,
  tinyBatch,
  tinyContext,
} from "../../../test/tiny-neural-world";
import { akt, aktDescriptor } from "./akt";

const sizes = { vectorSize: 4, heads: 2, feedForwardSize: 3, headSize: 5 };
const context = tinyContext({ ...akt.defaults, ...sizes });
const weights = boldWeights(akt.initialise(context, 1), 0.7);

interface Answer {
  readonly item: number;
  readonly right: number;
}

/** Log-odds of each answer of a history in plain loops, where no more than `kept` answers are looked back to. */
function plainLogits(held: Weights, history: readonly Answer[], kept = Number.POSITIVE_INFINITY): number[] {
  const row = (name: string, at: number) => rowsOf(held, name)[at]!;
  const difficulty = (item: number) => 0.1 * row("difficulties", item)[0]!;
  const concept = (item: number) => conceptMean(rowsOf(held, "conceptVectors"), item);
  const variation = (item: number) => conceptMean(rowsOf(held, "variations"), item);
  const rates = (name: string) => row(`${name}.rates`, 0).map((rate) => Math.log1p(Math.exp(rate)));
  const x = history.map(({ item }) => plus(concept(item), scaled(variation(item), difficulty(item))));
  const y = history.map(({ item, right }) =>
    plus(
      concept(item),
      row("answerVectors", right),
      scaled(plus(variation(item), row("answerVariations", right)), difficulty(item)),
    ),
  );
  const look = (name: string, q: readonly number[], k: number[][], v: number[][], step: number) =>
    attend(
      layer(held, `${name}.key`, q),
      k.map((each) => layer(held, `${name}.key`, each)),
      v.map((each) => layer(held, `${name}.value`, each)),
      2,
      step,
      rates(name),
    );
  const encoded: number[][] = [];
  const learned: number[][] = [];
  return history.map((_, t) => {
    const from = Math.max(0, t - kept);
    const before = (rows: number[][]) => rows.slice(from, t);
    const seen = y.slice(Math.max(0, t + 1 - kept), t + 1);
    const xHat = block(held, "question", x[t]!, look("question", x[t]!, before(x), before(x), t - from), false);
    const yHat = block(held, "knowledge", y[t]!, look("knowledge", y[t]!, seen, seen, seen.length - 1), true);
    const found = look("retriever", xHat, before(encoded), before(learned), t - from);
    encoded.push(xHat);
    learned.push(yHat);
    const f = block(held, "retriever", xHat, found, true);
    const first = plus(times(f, rowsOf(held, "head.stateWeights")), layer(held, "head.item", x[t]!));
    const second = reluLayer(
      held,
      "head.second",
      first.map((value) => Math.max(0, value)),
    );
    return layer(held, "head.output", second)[0]! + 0.1 * row("easiness", history[t]!.item)[0]!;
  });
}

describe("AKT", () => {
  it("predicts what the equations say", async () => {
    const logits = await forwardLogits(akt, context, weights);
    for (const history of tinyHistories()) {
      const expected = plainLogits(weights, history);
      for (const [t, { row }] of history.entries()) expect(logits[row], `row ${row}`).toBeCloseTo(expected[t]!, 4);
    }
  });

  it("follows learners at run time as it predicts a batch", async () => {
    expectRuntimeFollows(akt, context, weights, await forwardLogits(akt, context, weights));
  });

  it("looks no further back than its cache, where each answer keeps what it was encoded to", () => {
    const history = [0, 2, 1, 1, 0, 2, 0, 1].map((item, t) => ({ item, right: t % 3 === 0 ? 1 : 0 }));
    const kept = 3;
    const expected = plainLogits(weights, history, kept);
    const machine = createReferenceMachine("float32");
    const runtime = akt.createRuntime(tinyContext({ ...context.config, cacheLength: kept }), weights, machine);
    const state = runtime.start(2);
    const [all, asked] = [new Float32Array(6), new Float32Array(2)];
    for (const [t, { item, right }] of history.entries()) {
      runtime.predict(state, all);
      runtime.predictItems(state, Int32Array.of(0, item), asked);
      expect(all[3 + item]).toBeCloseTo(1 / (1 + Math.exp(-expected[t]!)), 5);
      expect(asked[1]).toBeCloseTo(all[3 + item]!, 6);
      runtime.observe(state, Int32Array.of(NO_ITEM, item), Float32Array.of(0, right));
    }
    expect(state.count).toEqual(Int32Array.of(0, 8));
    expect(state.keys.subarray(0, kept * 4)).toEqual(new Float32Array(kept * 4));
  });

  it("lets no later answer reach an earlier prediction", () => expectNoLaterAnswer(akt, context, weights));

  it("adds the weighted mean square of the answers' difficulties while training", async () => {
    const engine = createKernelEngine({ name: "cpu", reason: "test" }, () => createReferenceMachine("float64"));
    const weighed = tinyContext({ ...context.config, difficultyPenalty: 0.5 });
    const [penalty] = await engine
      .createTrainable(weights)
      .evaluate((ops, values) => [akt.forward(ops, values, tinyBatch, weighed).penalty!]);
    // Items 0, 1, 2, 1 of the first learner and 2, 0 of the second.
    const squares = [0, 1, 2, 1, 2, 0].map((item) => rowsOf(weights, "difficulties")[item]![0]! ** 2);
    expect(penalty![0]).toBeCloseTo((0.5 * squares.reduce((sum, square) => sum + square, 0)) / 6, 6);
  });

  it("refuses settings out of range", () => {
    const check = (change: Partial<typeof akt.defaults>) => () =>
      akt.checkConfig("akt.fit", { ...akt.defaults, ...change });
    expect(check({ difficultyPenalty: -1 })).toThrow('akt.fit: expected "difficultyPenalty" in 0…1000, got -1');
    expect(check({ heads: 7 })).toThrow('"vectorSize" to be a multiple of "heads", which is 7');
    expect(check({ headSize: 1.5 })).toThrow('"headSize"');
  });

  it("learns from a small log", async () => {
    const settings = { vectorSize: 16, heads: 2, feedForwardSize: 16, headSize: 16, learningRate: 1e-2, batchSize: 16 };
    expect(await aucOnTwoKinds(aktDescriptor, { ...settings, maxEpochs: 12 })).toBeGreaterThan(0.68);
  });
});
