import { describe, expect, it } from "vitest";
import { aucOnTwoKinds, expectNoLaterAnswer, expectSlidingWindow } from "../../../test/attention-checks";
import { attend, block, conceptMean, layer, plus, rowsOf, tinyHistories } from "../../../test/plain-attention";
import { boldWeights, expectRuntimeFollows, forwardLogits, tinyContext } from "../../../test/tiny-neural-world";
import { sakt, saktDescriptor } from "./sakt";

const sizes = { vectorSize: 4, heads: 2, feedForwardSize: 3, windowLength: 5 };

describe.each([
  { blocks: 1, inputs: "items" },
  { blocks: 2, inputs: "both" },
])("SAKT, %o", (settings) => {
  const context = tinyContext({ ...sakt.defaults, ...sizes, ...settings });
  const weights = boldWeights(sakt.initialise(context, 1), 0.7);
  const both = settings.inputs === "both";

  it("predicts what the equations say", async () => {
    const logits = await forwardLogits(sakt, context, weights);
    const itemRow = (item: number) => {
      const own = rowsOf(weights, "item.items")[item]!;
      return both ? plus(own, conceptMean(rowsOf(weights, "item.concepts"), item)) : own;
    };
    const answerRow = (item: number, right: number) => {
      const own = rowsOf(weights, "answer.items")[2 * item + right]!;
      return both ? plus(own, conceptMean(rowsOf(weights, "answer.concepts"), item, right)) : own;
    };
    for (const history of tinyHistories()) {
      const m = history.map(({ item, right }, t) => plus(answerRow(item, right), rowsOf(weights, "positions")[t]!));
      for (const [t, { row, item }] of history.entries()) {
        let x = itemRow(item);
        for (let n = 0; n < settings.blocks; n++) {
          const past = (name: string) => m.slice(0, t).map((each) => layer(weights, `block${n}.${name}`, each));
          const query = layer(weights, `block${n}.query`, x);
          x = block(weights, `block${n}`, x, attend(query, past("key"), past("value"), 2, t), true);
        }
        expect(logits[row], `row ${row}`).toBeCloseTo(layer(weights, "output", x)[0]!, 4);
      }
    }
  });

  it("follows learners at run time as it predicts a batch", async () => {
    expectRuntimeFollows(sakt, context, weights, await forwardLogits(sakt, context, weights));
  });

  it("lets no later answer reach an earlier prediction", () => expectNoLaterAnswer(sakt, context, weights));
});

describe("SAKT", () => {
  it("follows learners also where 32 bits could not hold tables of attention weights", async () => {
    const context = tinyContext({ ...sakt.defaults, ...sizes });
    const weights = boldWeights(sakt.initialise(context, 1), 0.7);
    const sharp = {
      ...weights["block0.queryWeights"]!,
      data: weights["block0.queryWeights"]!.data.map((x) => 300 * x),
    };
    const all = { ...weights, "block0.queryWeights": sharp };
    expectRuntimeFollows(sakt, context, all, await forwardLogits(sakt, context, all));
  });

  it("keeps the last answers and predicts from them as from a history of these alone", async () => {
    const context = tinyContext({ ...sakt.defaults, ...sizes, cacheLength: 3 });
    await expectSlidingWindow(sakt, context, boldWeights(sakt.initialise(context, 1)), 3);
  });

  it("keeps no more answers than the windows of training show before one", async () => {
    const context = tinyContext({ ...sakt.defaults, ...sizes, cacheLength: 200 });
    await expectSlidingWindow(sakt, context, boldWeights(sakt.initialise(context, 1)), 4);
  });

  it("refuses sizes that do not fit", () => {
    const check = (change: Partial<typeof sakt.defaults>) => () =>
      sakt.checkConfig("sakt.fit", { ...sakt.defaults, ...change });
    expect(check({ vectorSize: 100 })).toThrow(
      'sakt.fit: expected "vectorSize" to be a multiple of "heads", which is 8',
    );
    expect(check({ cacheLength: 0 })).toThrow('expected "cacheLength" to be a whole number of at least 1, got 0');
    expect(check({ blocks: 0 })).toThrow('"blocks"');
    expect(check({ inputs: "item" })).toThrow('did you mean "items"?');
  });

  it("learns from a small log", async () => {
    const settings = {
      vectorSize: 16,
      heads: 2,
      feedForwardSize: 16,
      learningRate: 1e-2,
      batchSize: 16,
      maxEpochs: 12,
    };
    expect(await aucOnTwoKinds(saktDescriptor, settings)).toBeGreaterThan(0.68);
  });
});
