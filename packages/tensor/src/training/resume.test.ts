import { type CheckpointStore, encodeSafetensors, type ModelFile } from "@zpd/core";
import { describe, expect, it } from "vitest";
import { type MadeOptions, madePlan, memoryStore, plainEngine } from "../../test/made-training";
import type { Trainable, Weights } from "../types/engine";
import { trainModel } from "./train-model";
import type { TrainingOptions, TrainingPlan, TrainingResult } from "./training-plan";

const stop = new Error("stopped from outside");

/** The plan, aborted at the given batch of the training (counted from 1). */
function abortedAt<B>(plan: TrainingPlan<B>, batch: number): { plan: TrainingPlan<B>; signal: AbortSignal } {
  const controller = new AbortController();
  let seen = 0;
  const loss = (given: B) => {
    if (++seen === batch) controller.abort(stop);
    return plan.loss(given);
  };
  return { plan: { ...plan, loss }, signal: controller.signal };
}

/** Trains, interrupted after each of the given numbers of batches, each time with all things made anew. */
async function trainInterrupted(
  makePlan: () => TrainingPlan<unknown>,
  options: TrainingOptions,
  interruptions: readonly number[],
): Promise<TrainingResult> {
  const checkpoint = memoryStore();
  for (const batch of interruptions) {
    const { plan, signal } = abortedAt(makePlan(), batch);
    await expect(trainModel(plan, { ...options, checkpoint, signal })).rejects.toBe(stop);
  }
  return trainModel(makePlan(), { ...options, checkpoint });
}

const bytesOf = (weights: Weights): Buffer => Buffer.from(encodeSafetensors(weights));

/** What does not depend on the clock. */
const timeless = ({ history }: TrainingResult) =>
  history.map(({ epoch, loss, validationAuc, learningRate }) => ({ epoch, loss, validationAuc, learningRate }));

async function expectSameBytes(
  made: MadeOptions,
  options: TrainingOptions,
  interruptions: readonly number[],
): Promise<TrainingResult> {
  const makePlan = () => madePlan(11, made) as TrainingPlan<unknown>;
  const whole = await trainModel(makePlan(), options);
  const resumed = await trainInterrupted(makePlan, options, interruptions);
  expect(bytesOf(resumed.weights).equals(bytesOf(whole.weights))).toBe(true);
  expect(timeless(resumed)).toEqual(timeless(whole));
  expect({ ...resumed, weights: 0, history: 0 }).toEqual({ ...whole, weights: 0, history: 0 });
  return whole;
}

const base = { maxEpochs: 6, learningRate: 0.03, seed: 11 };

// 120 rows make 60 windows: 8 batches an epoch.
describe("a resumed training ends with the bytes of an uninterrupted one", () => {
  it.each([
    ["in the first epoch, before any checkpoint", [5]],
    ["at the end of the first epoch", [8]],
    ["in the middle of the fourth epoch", [28]],
    ["in the last epoch", [44]],
    ["several times", [3, 12, 9, 20, 2]],
  ])("when stopped %s", async (_, interruptions) => {
    const adamW = { ...base, beta1: 0.8, decay: 0.01, clipNorm: 0.05 };
    await expectSameBytes({ dropout: 0.2 }, adamW, interruptions);
  });

  it("with a plateau, early stopping and a penalty in the gradient", async () => {
    const schedule = { kind: "plateau", patience: 1, factor: 0.3, warmUpEpochs: 0.7 } as const;
    const options = { ...base, maxEpochs: 40, patience: 4, l2: 0.001, learningRate: 0.2, schedule };
    const { epochs, bestEpoch, history, stoppedEarly } = await expectSameBytes({}, options, [10, 10, 18]);
    // The case is worth its name: the rate fell and patience ended it, later than the last interruption.
    expect(stoppedEarly).toBe(true);
    expect(epochs).toBe(bestEpoch + 4);
    expect(epochs).toBeGreaterThan(4);
    expect(history.at(-1)!.learningRate).toBeLessThan(0.2 * 0.3 * 1.01);
  });

  it("with half a cosine, without validation", async () => {
    const schedule = { kind: "cosine", warmUpEpochs: 1, finalShare: 0.1 } as const;
    await expectSameBytes({ validates: false }, { ...base, schedule }, [14, 17]);
  });

  it("when prolonged: first to 2 epochs, then to 5", async () => {
    const checkpoint = memoryStore();
    await trainModel(madePlan(11), { ...base, maxEpochs: 2, checkpoint });
    const prolonged = await trainModel(madePlan(11), { ...base, maxEpochs: 5, checkpoint });
    const whole = await trainModel(madePlan(11), { ...base, maxEpochs: 5 });
    expect(bytesOf(prolonged.weights).equals(bytesOf(whole.weights))).toBe(true);
  });

  it("when it was over already, without another step", async () => {
    const checkpoint = memoryStore();
    const options = { ...base, maxEpochs: 20, patience: 2, learningRate: 0.3, checkpoint };
    const first = await trainModel(madePlan(11), options);
    const { saves } = checkpoint;
    const again = await trainModel(madePlan(11), options);
    expect(again).toEqual(first);
    expect(checkpoint.saves).toBe(saves);
  });
});

describe("a checkpoint is refused", () => {
  async function savedState(): Promise<ModelFile> {
    const checkpoint = memoryStore();
    await trainModel(madePlan(11), { ...base, maxEpochs: 3, checkpoint });
    return checkpoint.saved!;
  }

  async function refusal(
    saved: ModelFile,
    options: Partial<TrainingOptions> = {},
    plan: object = {},
  ): Promise<unknown> {
    const checkpoint = { load: async () => saved, save: async () => {} };
    const given = { ...madePlan(11), ...plan };
    const before = (await given.trainable.state()).weights;
    const error = await trainModel(given, { ...base, ...options, checkpoint }).catch((thrown: unknown) => thrown);
    expect((await given.trainable.state()).weights).toEqual(before);
    expect(error).toMatchObject({
      code: "INVALID_INPUT",
      advice: "keep this training's checkpoints elsewhere, or repeat the settings that the checkpoint was made with",
    });
    return error;
  }

  it.each<[string, Partial<TrainingOptions>, object, string, string]>([
    ["another learning rate", { learningRate: 0.1 }, {}, "learningRate 0.1", "0.03"],
    ["another seed", { seed: 12 }, {}, "seed 12", "11"],
    ["another clipping", { clipNorm: 3 }, {}, "clipNorm 3", "none"],
    ["another schedule", { schedule: { kind: "cosine" } }, {}, 'schedule.kind "cosine"', '"constant"'],
    ["another model", {}, { identity: { model: "other" } }, 'identity.model "other"', '"made"'],
    ["other data", {}, { identity: { model: "made", inputs: 6, data: "ab" } }, 'identity.data "ab"', "none"],
    ["no validation", {}, { validate: undefined }, "validates false", "true"],
  ])("with %s", async (_, options, plan, expected, got) => {
    expect(await refusal(await savedState(), options, plan)).toMatchObject({
      expected: `a checkpoint with ${expected}`,
      got,
    });
  });

  it("with weights of another shape", async () => {
    const other = madePlan(11);
    const state = await other.trainable.state();
    const weights = { ...state.weights, first: { shape: [6, 4], data: new Float32Array(24) } };
    const trainable = plainEngine().createTrainable(weights);
    expect(await refusal(await savedState(), {}, { trainable })).toMatchObject({
      expected: 'tensor "weights.first" as float32 of shape [6,4]',
      got: "Float32Array of shape [6,5]",
    });
  });

  it("that is further than these settings go", async () => {
    expect(await refusal(await savedState(), { maxEpochs: 2 })).toMatchObject({
      expected: "a checkpoint of at most epoch 2, where these settings stop",
      got: "epoch 3",
    });
  });

  it("without a tensor, with one too many, of another type, or without its epochs", async () => {
    const saved = await savedState();
    const { "second.first": _gone, ...fewer } = saved.tensors;
    expect(await refusal({ ...saved, tensors: fewer })).toMatchObject({
      expected: 'a checkpoint with tensor "second.first" of shape [6,5]',
      got: "none",
    });
    const extra = { shape: [1], data: Float32Array.of(1) };
    const count = Object.keys(saved.tensors).length;
    expect(await refusal({ ...saved, tensors: { ...saved.tensors, extra } })).toMatchObject({
      expected: `${count} tensors`,
      got: String(count + 1),
    });
    const doubles = { shape: [5], data: new Float64Array(5) };
    expect(await refusal({ ...saved, tensors: { ...saved.tensors, "first.firstBias": doubles } })).toMatchObject({
      got: "Float64Array of shape [5]",
    });
    for (const provenance of [{}, { updates: 3, history: [{ epoch: 2, loss: 1 }] }, { updates: "3", history: [] }]) {
      expect(await refusal({ ...saved, config: { ...saved.config, provenance } })).toMatchObject({
        expected: "a checkpoint with its updates and epochs",
      });
    }
  });

  it("that is a model", async () => {
    const saved = await savedState();
    expect(await refusal({ ...saved, config: { ...saved.config, model: "dkt" } })).toMatchObject({
      expected: "a checkpoint of a training",
      got: 'a model "dkt"',
    });
  });
});

describe("when something breaks in the middle, the last checkpoint stays", () => {
  /** A trainable whose step number `at` (counted from 1) rejects. */
  function breaking(trainable: Trainable, at: number, error: unknown): Trainable {
    let steps = 0;
    return {
      gradients: (loss) => trainable.gradients(loss),
      evaluate: (values) => trainable.evaluate(values),
      state: () => trainable.state(),
      restore: (state) => trainable.restore(state),
      close: () => trainable.close(),
      step: async (loss, update) => {
        if (++steps === at) throw error;
        return trainable.step(loss, update);
      },
    };
  }

  it.each([
    ["memory is exhausted", new RangeError("Array buffer allocation failed")],
    ["the device is lost", new Error("GPUDevice was lost")],
  ])("%s", async (_, error) => {
    const checkpoint = memoryStore();
    const plan = madePlan(11);
    const lost = { ...plan, trainable: breaking(plan.trainable, 20, error) };
    await expect(trainModel(lost, { ...base, checkpoint })).rejects.toBe(error);
    expect(checkpoint.saves).toBe(2);
    const resumed = await trainModel(madePlan(11), { ...base, checkpoint });
    const whole = await trainModel(madePlan(11), base);
    expect(bytesOf(resumed.weights).equals(bytesOf(whole.weights))).toBe(true);
  });

  it("a store that cannot save ends the training with its error", async () => {
    const full = new Error("no space left");
    const checkpoint: CheckpointStore = { load: async () => undefined, save: () => Promise.reject(full) };
    await expect(trainModel(madePlan(11), { ...base, checkpoint })).rejects.toBe(full);
  });
});
