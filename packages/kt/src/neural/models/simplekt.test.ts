import { describe, expect, it } from "vitest";
import { aucOnTwoKinds, expectNoLaterAnswer, expectSlidingWindow } from "../../../test/attention-checks";
import {
  attend,
  block,
  conceptMean,
  layer,
  plus,
  reluLayer,
  rowsOf,
  times,
  tinyHistories,
} from "../../../test/plain-attention";
import { boldWeights, expectRuntimeFollows, forwardLogits, tinyContext } from "../../../test/tiny-neural-world";
import { simpleKt, simpleKtDescriptor } from "./simplekt";

const sizes = { vectorSize: 4, heads: 2, feedForwardSize: 3, headSize: 5, windowLength: 5 };

/** Columns of 4: sine and cosine of t, then of t / 100. */
const place = (t: number): number[] => [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)];

describe.each([
  { blocks: 1, difficulty: "vector" },
  { blocks: 2, difficulty: "scalar" },
])("simpleKT, %o", (settings) => {
  const context = tinyContext({ ...simpleKt.defaults, ...sizes, ...settings });
  const weights = boldWeights(simpleKt.initialise(context, 1), 0.7);
  const scalar = settings.difficulty === "scalar";

  it("predicts what the equations say", async () => {
    const logits = await forwardLogits(simpleKt, context, weights);
    const z = (item: number) => conceptMean(rowsOf(weights, "conceptVectors"), item);
    const x = (item: number) => {
      const variation = conceptMean(rowsOf(weights, "variations"), item);
      const difficulty = rowsOf(weights, "difficulties")[item]!;
      return plus(
        z(item),
        variation.map((value, c) => value * 0.1 * difficulty[scalar ? 0 : c]!),
      );
    };
    for (const history of tinyHistories()) {
      const asked = history.map(({ item }, t) => plus(x(item), place(t)));
      const answered = history.map(({ item, right }, t) =>
        plus(z(item), rowsOf(weights, "answerVectors")[right]!, place(t)),
      );
      for (const [t, { row, item }] of history.entries()) {
        let f: number[] = asked[t]!;
        for (let n = 0; n < settings.blocks; n++) {
          const key = (of: readonly number[]) => layer(weights, `block${n}.key`, of);
          const values = answered.slice(0, t).map((y) => layer(weights, `block${n}.value`, y));
          f = block(weights, `block${n}`, f, attend(key(f), asked.slice(0, t).map(key), values, 2, t), true);
        }
        const first = plus(times(f, rowsOf(weights, "head.stateWeights")), layer(weights, "head.item", x(item)));
        const second = reluLayer(
          weights,
          "head.second",
          first.map((value) => Math.max(0, value)),
        );
        expect(logits[row], `row ${row}`).toBeCloseTo(
          layer(weights, "head.output", second)[0]! + 0.1 * rowsOf(weights, "easiness")[item]![0]!,
          4,
        );
      }
    }
  });

  it("follows learners at run time as it predicts a batch", async () => {
    expectRuntimeFollows(simpleKt, context, weights, await forwardLogits(simpleKt, context, weights));
  });

  it("lets no later answer reach an earlier prediction", () => expectNoLaterAnswer(simpleKt, context, weights));
});

describe("simpleKT", () => {
  it("keeps the last answers and predicts from them as from a history of these alone", async () => {
    const context = tinyContext({ ...simpleKt.defaults, ...sizes, cacheLength: 3 });
    await expectSlidingWindow(simpleKt, context, boldWeights(simpleKt.initialise(context, 1), 0.7), 3);
  });

  it("begins with every item as its concepts say", async () => {
    const context = tinyContext({ ...simpleKt.defaults, ...sizes });
    const { difficulties } = simpleKt.initialise(context, 1);
    expect(difficulties!.shape).toEqual([3, 1]);
    expect(difficulties!.data).toEqual(new Float32Array(3));
  });

  it("refuses settings out of range", () => {
    const check = (change: Partial<typeof simpleKt.defaults>) => () =>
      simpleKt.checkConfig("simplekt.fit", { ...simpleKt.defaults, ...change });
    expect(check({ difficulty: "scaler" })).toThrow('did you mean "scalar"?');
    expect(check({ headSize: 0 })).toThrow('"headSize"');
    expect(check({ dropout: 1 })).toThrow('"dropout"');
  });

  it("learns from a small log", async () => {
    const settings = {
      vectorSize: 16,
      heads: 2,
      feedForwardSize: 16,
      headSize: 16,
      learningRate: 1e-2,
      batchSize: 16,
      maxEpochs: 12,
    };
    expect(await aucOnTwoKinds(simpleKtDescriptor, settings)).toBeGreaterThan(0.68);
  });
});
