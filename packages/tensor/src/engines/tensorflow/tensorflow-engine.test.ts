import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { exactEngine, randomWeights } from "../../../test/central-differences";
import { opCases } from "../../../test/op-cases";
import { plainTensorflow, plainTensorflowEngine } from "../../../test/tensorflow-engines";
import type { BuildLoss, Engine, UpdateOptions, Weights } from "../../types/engine";
import type { Tensorflow } from "./tensorflow";
import { createTensorflowEngine } from "./tensorflow-engine";

let tf: Tensorflow;
let engine: Engine;

beforeAll(async () => {
  tf = await plainTensorflow();
  engine = await plainTensorflowEngine();
});

afterAll(() => engine.close());

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, name: string, tolerance: number): void {
  expect(got.length, name).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) {
    const [a, b] = [got[k]!, expected[k]!];
    expect(Math.abs(a - b), `${name}[${k}]: got ${a}, expected ${b}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(b)),
    );
  }
}

function expectWeights(got: Weights, expected: Weights, tolerance: number): void {
  expect(Object.keys(got)).toEqual(Object.keys(expected));
  for (const [name, { data }] of Object.entries(expected)) expectClose(got[name]!.data, data, name, tolerance);
}

describe("ops composed of TensorFlow.js's, against the kernels' meaning in float64", () => {
  it.each(opCases)("$name", async ({ weights, loss }) => {
    const expected = await exactEngine().createTrainable(weights).gradients(loss);
    const trainable = engine.createTrainable(weights);
    const got = await trainable.gradients(loss);
    trainable.close();
    expectClose([got.loss], [expected.loss], "loss", 1e-5);
    expectWeights(got.gradients, expected.gradients, 1e-5);
  });
});

/** A small model with a recurrence: what training has to agree on. */
const model: Weights = randomWeights(9, {
  embedding: [6, 3],
  gates: [3, 8],
  recurrent: [2, 8],
  head: [4, 2],
  bias: [4],
});

const loss: BuildLoss = (ops, { embedding, gates, recurrent, head, bias }) => {
  const projected = ops.linear(ops.dropout(embedding!, 0.2, 5), gates!);
  const tokens = ops.indices(Int32Array.of(0, 3, 5, -1, 1, 2));
  const { hidden } = ops.lstm({ batch: 2, steps: 3, projected, tokens, recurrent: recurrent! });
  const logits = ops.dotRows(hidden, head!, bias!, ops.indices(Int32Array.of(1, 2, -1, 0, 3, 3)));
  const [targets, weights] = [Float32Array.of(1, 0, 0, 1, 1, 0), Float32Array.of(1, 1, 0, 1, 1, 1)];
  return ops.sum(ops.binaryCrossEntropy(logits, ops.constant(targets, [6]), ops.constant(weights, [6])));
};

const update: UpdateOptions = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  l2: 0.01,
  decay: 0.1,
  clipNorm: 0.5,
};

describe("training on TensorFlow.js", () => {
  it("follows the exact engine through clipped, penalised, decayed updates", async () => {
    const [exact, trained] = [exactEngine().createTrainable(model), engine.createTrainable(model)];
    for (let step = 0; step < 20; step++) {
      const [expected, got] = [await exact.step(loss, update), await trained.step(loss, update)];
      expectClose([got.loss, got.gradientNorm], [expected.loss, expected.gradientNorm], `step ${step}`, 1e-4);
    }
    expectWeights((await trained.state()).weights, (await exact.state()).weights, 1e-4);
    trained.close();
  });

  it("goes on from a state as if nothing had been between", async () => {
    const whole = engine.createTrainable(model);
    for (let step = 0; step < 3; step++) await whole.step(loss, update);
    const state = await whole.state();
    expect(state.updates).toBe(3);
    await whole.step(loss, update);
    const resumed = engine.createTrainable(model);
    await resumed.restore(state);
    await resumed.step(loss, update);
    expect(await resumed.state()).toEqual(await whole.state());
    await expect(resumed.restore({ ...state, weights: {} })).rejects.toThrow(
      'trainable.restore: expected weight "embedding" of shape [6,3], got none',
    );
    whole.close();
    resumed.close();
  });

  it("evaluates without dropout and hands weights out as copies", async () => {
    const trainable = engine.createTrainable(model);
    const [first, weight] = await trainable.evaluate((ops, weights) => [loss(ops, weights), weights.head!]);
    const [second] = await exactEngine()
      .createTrainable(model)
      .evaluate((ops, weights) => [loss(ops, weights)]);
    expectClose(first!, second!, "loss", 1e-5);
    expect(weight).toEqual(model.head!.data);
    weight!.fill(0);
    expect((await trainable.state()).weights.head).toEqual(model.head);
    trainable.close();
  });

  it("refuses a loss that is no number and leaves the weights alone", async () => {
    const trainable = engine.createTrainable(model);
    const broken: BuildLoss = (ops, weights) =>
      ops.add(loss(ops, weights), ops.constant(Float32Array.of(Number.NaN), [1]));
    await expect(trainable.step(broken, update)).rejects.toThrow(/expected a finite loss and gradient, got loss NaN/);
    expect((await trainable.state()).weights).toEqual(model);
    trainable.close();
  });

  it("holds as many tensors after 300 steps, and after failing ones, as before", async () => {
    const before = tf.memory().numTensors;
    const trainable = engine.createTrainable(model);
    await trainable.step(loss, update);
    const held = tf.memory().numTensors;
    for (let step = 0; step < 300; step++) await trainable.step(loss, update);
    await trainable.evaluate((ops, weights) => [loss(ops, weights)]);
    await trainable.state();
    const failing: BuildLoss = (ops, weights) => ops.reshape(loss(ops, weights), [7]);
    await expect(trainable.step(failing, update)).rejects.toThrow(
      "ops.reshape: expected a shape of 1 elements, got [7]",
    );
    expect(tf.memory().numTensors).toBe(held);
    trainable.close();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it("says that a GPU device was lost, instead of waiting for it, and goes on saying so", async () => {
  let lose = (_: { message: string }): void => undefined;
  const device = { lost: new Promise<{ message: string }>((resolve) => (lose = resolve)) };
  // A backend whose numbers never come, as of a device that is gone.
  const never = new Promise<never>(() => undefined);
  const onDevice = { ...tf, backend: () => ({ device }) } as unknown as Tensorflow;
  const read = vi.spyOn(tf.Tensor.prototype, "data").mockReturnValue(never);
  const onGpu = createTensorflowEngine(onDevice, "cpu", { name: "webgpu", reason: "a made one" });
  const trainable = onGpu.createTrainable(model);
  const step = trainable.step(loss, update);
  lose({ message: "the driver was reset" });
  const message = /expected a GPU device that answers, got one that was lost \(the driver was reset\); start again/;
  await expect(step).rejects.toMatchObject({ code: "RESOURCE", message: expect.stringMatching(message) });
  read.mockRestore();
  await expect(trainable.step(loss, update)).rejects.toThrow(message);
  onGpu.close();
});
