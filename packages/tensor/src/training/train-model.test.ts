import type { EpochRecord, ProgressEvent } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { madePlan, madeWeights, plainEngine, tickingClock } from "../../test/made-training";
import { trainModel } from "./train-model";
import type { TrainingPlan } from "./training-plan";

/** A plan whose validation gives the listed AUCs in turn. */
function planWithAucs(aucs: readonly number[]): TrainingPlan<unknown> {
  let at = 0;
  return { ...(madePlan(1) as TrainingPlan<unknown>), validate: async () => aucs[at++]! };
}

/** One weight w, loss w² / 2: the gradient is w. */
function parabola(begin: number): TrainingPlan<number> {
  return {
    trainable: plainEngine().createTrainable({ w: { shape: [1], data: Float32Array.of(begin) } }),
    batches: () => [1, 3],
    predictionsOf: (batch) => batch,
    loss:
      () =>
      (ops, { w }) =>
        ops.affine(ops.sum(ops.multiply(w!, w!)), 0.5),
  };
}

describe("trainModel", () => {
  it("does Adam's updates, with the loss of an epoch as the mean over predictions", async () => {
    const { weights, history, epochs, stoppedEarly, bestEpoch } = await trainModel(parabola(1), {
      maxEpochs: 1,
      learningRate: 0.1,
      seed: 1,
    });
    // Kingma and Ba by hand: m = 0.1, v = 0.001, corrected 1 and 1: w = 1 - 0.1 = 0.9;
    // m = 0.09 + 0.09 = 0.18, v = 0.000999 + 0.00081 = 0.001809, corrected 0.947368 and 0.904952:
    // w = 0.9 - 0.1 x 0.947368 / 0.951290 = 0.800412. Loss: (1 x 0.5 + 3 x 0.405) / 4 = 0.42875.
    expect(weights.w!.data[0]).toBeCloseTo(0.800412, 5);
    expect(history[0]!.loss).toBeCloseTo(0.42875, 6);
    expect({ epochs, stoppedEarly, bestEpoch }).toEqual({ epochs: 1, stoppedEarly: false, bestEpoch: 1 });
  });

  it("learns what the inputs say, and keeps the best epoch's weights", async () => {
    const plan = madePlan(3, { rows: 400 });
    const before = await plan.validate!();
    const { weights, history, bestEpoch } = await trainModel(plan, { maxEpochs: 30, learningRate: 0.03, seed: 3 });
    expect(history).toHaveLength(30);
    expect(history.at(-1)!.loss).toBeLessThan(0.8 * history[0]!.loss);
    const best = Math.max(...history.map(({ validationAuc }) => validationAuc!));
    expect(best).toBeGreaterThan(Math.max(0.75, before));
    expect(history[bestEpoch - 1]!.validationAuc).toBe(best);
    await plan.trainable.restore({ ...(await plan.trainable.state()), weights });
    expect(await plan.validate!()).toBe(best);
  });

  it("stops when validation has not got better for as many epochs as patience says", async () => {
    const result = await trainModel(planWithAucs([0.5, 0.6, 0.6, 0.55, 0.61, 0.4, 0.61, 0.6, 0.9]), {
      maxEpochs: 20,
      patience: 3,
      learningRate: 0.01,
      seed: 1,
    });
    expect(result).toMatchObject({ epochs: 8, bestEpoch: 5, stoppedEarly: true });
  });

  it("lowers the rate on a plateau, once for every two epochs without a better AUC", async () => {
    const result = await trainModel(planWithAucs([0.5, 0.5, 0.5, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5]), {
      maxEpochs: 9,
      learningRate: 0.08,
      schedule: { kind: "plateau", factor: 0.5, patience: 2, leastShare: 0.2 },
      seed: 1,
    });
    // Epochs 2 and 3 bring nothing: halved from 4 on. 5 and 6 again, 7 and 8 again but not below a fifth.
    expect(result.history.map(({ learningRate }) => learningRate)).toEqual([
      0.08,
      0.08,
      0.08,
      0.04,
      0.04,
      0.04,
      0.02,
      0.02,
      0.2 * 0.08,
    ]);
  });

  it("reports each epoch, and on the way loss, AUC, answers a second and the time left", async () => {
    const records: EpochRecord[] = [];
    const events: ProgressEvent[] = [];
    await trainModel(
      { ...madePlan(1), validate: async () => 0.7 },
      {
        maxEpochs: 3,
        patience: 1,
        learningRate: 0.01,
        seed: 1,
        now: tickingClock(500),
        onEpoch: (record) => records.push(record),
        onProgress: (event) => events.push(event),
      },
    );
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2]);
    // 120 rows in sequences of 4, cut into 3 + 1: 60 windows, 8 batches and an event behind them. The clock ticks half a
    // second a look: one at the start, one for each event.
    expect(events).toHaveLength(18);
    expect(events[0]).toMatchObject({ task: "Training", total: 360, unit: "answers", metrics: { epoch: 1 } });
    const last = events.at(-1)!;
    expect(last).toMatchObject({ done: 240, total: 240, metrics: { epoch: 2, auc: 0.7, secondsLeft: 0 } });
    expect(last.metrics!.loss).toBe(records[1]!.loss);
    const middle = events[8]!;
    expect(middle).toMatchObject({ done: 120, total: 360 });
    expect(middle.metrics!.secondsLeft! * middle.metrics!.answersPerSecond!).toBeCloseTo(240, 9);
    // Epoch 1: begins, 8 looks, ends after 4.5 s of training.
    expect(records[0]!.answersPerSecond).toBeCloseTo(120 / 4.5, 9);
    expect(records[0]!.seconds).toBe(5);
  });

  it("stops between batches with the reason of the one who aborted", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let steps = 0;
    const plan = madePlan(1);
    const { loss } = plan;
    const counting = {
      ...plan,
      loss: (batch: Parameters<typeof loss>[0]) => {
        if (++steps === 3) controller.abort(reason);
        return loss(batch);
      },
    };
    const options = { maxEpochs: 2, learningRate: 0.01, seed: 1, signal: controller.signal };
    await expect(trainModel(counting, options)).rejects.toBe(reason);
    expect(steps).toBe(3);
    await expect(trainModel(counting, options)).rejects.toBe(reason);
    expect(steps).toBe(3);
  });

  it("lets timers through while it trains", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const plan = madePlan(1, { validates: false });
    const end = performance.now() + 300;
    const slow: typeof plan = {
      ...plan,
      loss: (batch) => {
        const until = performance.now() + 2;
        while (performance.now() < until);
        return plan.loss(batch);
      },
    };
    await trainModel(slow, { maxEpochs: 20, learningRate: 0.01, seed: 1 });
    clearInterval(timer);
    expect(performance.now()).toBeGreaterThan(end);
    expect(turns).toBeGreaterThan(3);
  });

  it("takes the same way again from the same weights", async () => {
    const options = { maxEpochs: 3, learningRate: 0.02, seed: 5 };
    const once = await trainModel(madePlan(5), options);
    const again = await trainModel(madePlan(5), options);
    expect(again.weights).toEqual(once.weights);
    expect(again.weights).not.toEqual(madeWeights(5));
  });
});

describe("trainModel refuses", () => {
  const options = { maxEpochs: 2, learningRate: 0.01, seed: 1 };

  it.each([
    [{ maxEpoch: 3 }, "INVALID_CONFIG", 'did you mean "maxEpochs"?'],
    [{ maxEpochs: 0 }, "INVALID_CONFIG", "expected maxEpochs to be an integer >= 1, got 0"],
    [{ learningRate: -1 }, "INVALID_CONFIG", "expected learningRate to be a number in"],
    [{ learningRate: undefined }, "INVALID_CONFIG", "expected the option learningRate, got none"],
    [{ clipNorm: Number.NaN }, "INVALID_CONFIG", "got NaN"],
    [{ schedule: { kind: "cosin" } }, "UNKNOWN_NAME", 'did you mean "cosine"?'],
    [{ schedule: { kind: "constant", factor: 1 } }, "INVALID_CONFIG", "expected options among kind, warmUpEpochs"],
    [{ patience: 2 }, "INVALID_CONFIG", "expected plan.validate, which patience waits for, got none"],
    [{ schedule: { kind: "plateau" } }, "INVALID_CONFIG", 'plan.validate, which schedule "plateau" waits for'],
  ])("%j", async (more, code, message) => {
    const plan = madePlan(1, { validates: false });
    const training = trainModel(plan, { ...options, ...more } as typeof options);
    await expect(training).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it("an epoch without batches, and a batch without predictions", async () => {
    const plan = madePlan(1);
    await expect(trainModel({ ...plan, batches: () => [] }, options)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "trainModel: expected at least one batch an epoch, got none in epoch 1",
    });
    await expect(trainModel({ ...plan, predictionsOf: () => 0 }, options)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: "trainModel: expected a prediction in every batch, got 0 in batch 1 of epoch 1",
    });
  });

  it("a loss that is not finite, with the epoch and the batch", async () => {
    let steps = 0;
    const plan = parabola(1);
    const broken: typeof plan = {
      ...plan,
      loss: (batch) => (ops, weights) => ops.affine(plan.loss(batch)(ops, weights), ++steps === 4 ? Number.NaN : 1),
    };
    await expect(trainModel(broken, options)).rejects.toMatchObject({
      code: "NUMERICAL",
      message:
        "trainModel: expected a finite loss and gradient, got loss NaN, gradient norm NaN in epoch 2, batch 2 of 2; lower the learning rate or clipNorm",
    });
  });

  it("weights that the last update made infinite, and an AUC that is no number", async () => {
    // One update: 1 - 0.01 x 1e41 is beyond float32, and no loss is worked out behind it.
    const once = { ...parabola(1), batches: () => [1] };
    await expect(trainModel(once, { ...options, maxEpochs: 1, decay: 1e41 })).rejects.toMatchObject({
      code: "NUMERICAL",
      message:
        'trainModel: expected finite weights, got -Infinity in "w" at position 0 after epoch 1; lower the learning rate or clipNorm',
    });
    await expect(trainModel(planWithAucs([Number.NaN]), options)).rejects.toMatchObject({
      code: "NUMERICAL",
      message: expect.stringContaining("expected a finite validation AUC, got NaN after epoch 1"),
    });
  });
});
