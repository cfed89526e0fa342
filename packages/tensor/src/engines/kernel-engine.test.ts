import { createRandomStream } from "@zpd/core";
import { afterAll, describe, expect, it } from "vitest";
import { randomWeights } from "../../test/central-differences";
import { createMachine } from "../kernels/create-machine";
import type { Machine } from "../kernels/machine";
import { createReferenceMachine } from "../kernels/reference-machine";
import { findWasmBuild } from "../kernels/wasm-build";
import { createThreadedWasmMachine, createWasmMachine } from "../kernels/wasm-machine";
import type { BuildLoss, Trainable, UpdateOptions, Weights } from "../types/engine";
import { createKernelEngine } from "./kernel-engine";

const ADAM: UpdateOptions = {
  learningRate: 0.1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  l2: 0,
  decay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};

function trainableOn(machine: Machine, weights: Weights): Trainable {
  return createKernelEngine({ name: "wasm", reason: "tested" }, () => machine).createTrainable(weights);
}

function numbers(...values: number[]): Weights {
  return { w: { shape: [values.length], data: Float32Array.from(values) } };
}

async function weightsAfter(trainable: Trainable, loss: BuildLoss, update: UpdateOptions, steps: number) {
  const after: number[][] = [];
  for (let step = 0; step < steps; step++) {
    await trainable.step(loss, update);
    after.push([...(await trainable.state()).weights.w!.data]);
  }
  return after;
}

const half: BuildLoss = (ops, { w }) => ops.affine(ops.sum(ops.multiply(w!, w!)), 0.5);

describe.each([
  ["plain", () => createReferenceMachine("float32")],
  ["fastest", createMachine],
] as const)("updates on the %s machine", (_, machine) => {
  it("follow Adam down a parabola", async () => {
    // f = w²/2 from w = 1, rate 0.1. The first step is the rate. Second: g = 0.9, m = 0.09 + 0.09 = 0.18,
    // v = 0.000999 + 0.00081 = 0.001809; 0.1 (0.18 / 0.19) / sqrt(0.001809 / 0.001999) = 0.0995878. Third: g = 0.8004122,
    // m = 0.2420412, v = 0.0024479; 0.1 (0.2420412 / 0.271) / sqrt(0.0024479 / 0.002997) = 0.0988257.
    const after = await weightsAfter(trainableOn(machine(), numbers(1)), half, ADAM, 3);
    for (const [step, w] of [0.9, 0.8004122, 0.7015865].entries()) expect(after[step]![0]).toBeCloseTo(w, 6);
  });

  it("move by the rate against the sign of a constant gradient, however large it is", async () => {
    // m and v corrected are g and g² at every step.
    const slopes: BuildLoss = (ops, { w }) =>
      ops.sum(ops.multiply(w!, ops.constant(Float32Array.of(1000, -0.01, 3, 0), [4])));
    const after = await weightsAfter(trainableOn(machine(), numbers(5, 5, 5, 5)), slopes, ADAM, 40);
    for (const [k, end] of [1, 9, 1, 5].entries()) expect(after[39]![k]).toBeCloseTo(end, 4);
  });

  it("shrink weights by AdamW's decay beside the step", async () => {
    // w <- w (1 - 0.1 0.5) - 0.1, so w + 2 shrinks by 0.95 a step.
    const slope: BuildLoss = (ops, { w }) => ops.sum(w!);
    const after = await weightsAfter(trainableOn(machine(), numbers(5)), slope, { ...ADAM, decay: 0.5 }, 10);
    expect(after[9]![0]).toBeCloseTo(7 * 0.95 ** 10 - 2, 5);
  });

  it("count Adam's penalty as part of the gradient", async () => {
    // Alone it is a gradient l2 w, whose size Adam takes out: the weight moves by the rate, while AdamW's would decay.
    const nothing: BuildLoss = (ops, { w }) => ops.affine(ops.sum(w!), 0);
    const after = await weightsAfter(trainableOn(machine(), numbers(5, -3)), nothing, { ...ADAM, l2: 0.01 }, 1);
    expect(after[0]![0]).toBeCloseTo(4.9, 5);
    expect(after[0]![1]).toBeCloseTo(-2.9, 5);
  });

  it("scale a gradient down to the norm it may have", async () => {
    // Norm 5 to 1: the gradient is 0.6 and 0.8. With epsilon 1 the step is g / (|g| + 1).
    const slopes: BuildLoss = (ops, { w }) => ops.sum(ops.multiply(w!, ops.constant(Float32Array.of(3, 4), [2])));
    const update = { ...ADAM, epsilon: 1, clipNorm: 1 };
    const trainable = trainableOn(machine(), numbers(0, 0));
    expect((await trainable.step(slopes, update)).gradientNorm).toBeCloseTo(5, 6);
    const { w } = (await trainable.state()).weights;
    expect(w!.data[0]).toBeCloseTo((-0.1 * 0.6) / 1.6, 7);
    expect(w!.data[1]).toBeCloseTo((-0.1 * 0.8) / 1.8, 7);
    // A shorter one stays as it is.
    const free = trainableOn(machine(), numbers(0, 0));
    await free.step(slopes, { ...update, clipNorm: 6 });
    expect((await free.state()).weights.w!.data[0]).toBeCloseTo((-0.1 * 3) / 4, 7);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("leave everything as it was when the loss is %s", async (value) => {
    const trainable = trainableOn(machine(), numbers(1, 2, 3));
    await trainable.step(half, ADAM);
    const before = await trainable.state();
    const broken: BuildLoss = (ops, { w }) =>
      ops.sum(ops.multiply(w!, ops.constant(Float32Array.of(1, value, 1), [3])));
    await expect(trainable.step(broken, ADAM)).rejects.toMatchObject({ code: "NUMERICAL" });
    expect(await trainable.state()).toEqual(before);
    // And the next step is as if nothing had been.
    await trainable.step(half, ADAM);
    const undisturbed = trainableOn(machine(), numbers(1, 2, 3));
    await undisturbed.step(half, ADAM);
    await undisturbed.step(half, ADAM);
    expect(await trainable.state()).toEqual(await undisturbed.state());
  });

  it("refuse an infinite gradient of a finite loss", async () => {
    const trainable = trainableOn(machine(), numbers(0));
    const root: BuildLoss = (ops, { w }) => ops.sum(ops.multiply(ops.activate(w!, "exp"), ops.affine(w!, 1e38, 0)));
    const cliff: BuildLoss = (ops, weights) => ops.affine(ops.affine(root(ops, weights), 1e38), 1, 1);
    await expect(trainable.step(cliff, ADAM)).rejects.toMatchObject({ code: "NUMERICAL" });
    expect((await trainable.state()).weights.w!.data[0]).toBe(0);
  });
});

const ITEMS = 30;
const WIDTH = 20;

function smallWeights(): Weights {
  return randomWeights(7, {
    table: [2 * ITEMS, WIDTH],
    inner: [WIDTH, 2 * WIDTH],
    innerBias: [2 * WIDTH],
    outer: [WIDTH, WIDTH],
    gain: [WIDTH],
    offset: [WIDTH],
    items: [ITEMS, WIDTH],
    itemBias: [ITEMS],
  });
}

/** A made model that uses most operations on rows and elements. */
function smallLoss(rows: number, seed: number): BuildLoss {
  const random = createRandomStream(seed, "answers");
  const draw = (below: number) => Int32Array.from({ length: rows }, () => Math.floor(random.uniform() * below));
  const tokens = draw(2 * ITEMS);
  const asked = draw(ITEMS);
  asked[0] = -1;
  const right = Float32Array.from(draw(2));
  const ones = new Float32Array(rows).fill(1);
  const uniforms = Float32Array.from({ length: rows }, () => random.uniform());
  return (ops, { table, inner, innerBias, outer, gain, offset, items, itemBias }) => {
    const x = ops.gatherRows(table!, ops.indices(tokens));
    const gates = ops.linear(x, inner!, innerBias!);
    const first = ops.activate(ops.columns(gates, 0, WIDTH), "sigmoid");
    const second = ops.activate(ops.columns(gates, WIDTH, WIDTH), "tanh");
    const mixed = ops.add(x, ops.dropout(ops.multiply(first, second), 0.2, seed));
    const normal = ops.layerNorm(ops.linear(mixed, outer!), gain!, offset!);
    const shares = ops.multiply(ops.softmax(normal), ops.sparsemax(mixed));
    const drawn = ops.gatherRows(items!, ops.sample(ops.softmax(ops.detach(normal)), uniforms));
    const state = ops.add(ops.subtract(ops.affine(shares, 2), drawn), normal);
    const logits = ops.dotRows(state, items!, itemBias!, ops.indices(asked));
    const weights = ops.constant(ones, [rows]);
    const terms = ops.binaryCrossEntropy(logits, ops.constant(right, [rows]), weights);
    return ops.affine(ops.sum(terms), 1 / rows);
  };
}

const GENTLE = { ...ADAM, learningRate: 0.003, clipNorm: 5, decay: 0.01 };

it("takes no more memory after 1,000 steps than after the first", async () => {
  const machine = createMachine();
  const trainable = trainableOn(machine, smallWeights());
  const losses: number[] = [];
  let held: readonly number[] = [];
  for (let step = 0; step < 1000; step++) {
    losses.push((await trainable.step(smallLoss(25, step % 4), GENTLE)).loss);
    if (step === 0) held = [machine.used, machine.float.length];
  }
  expect([machine.used, machine.float.length]).toEqual(held);
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
});

describe.each((["simd", "relaxed-simd"] as const).filter((variant) => findWasmBuild(variant)))("%s", (variant) => {
  const machines: Machine[] = [];
  afterAll(() => {
    for (const machine of machines) machine.close();
  });

  it("trains to the same bytes with one thread and with several", async () => {
    const build = findWasmBuild(variant)!;
    machines.push(createWasmMachine(build));
    for (const threads of [2, 3]) machines.push(await createThreadedWasmMachine(build, threads));
    const states = [];
    for (const machine of machines) {
      const trainable = trainableOn(machine, smallWeights());
      // Enough rows that operations are worth sharing.
      for (let step = 0; step < 6; step++) await trainable.step(smallLoss(4000, step), GENTLE);
      states.push(await trainable.state());
    }
    expect(machines.map(({ threads }) => threads)).toEqual([1, 2, 3]);
    expect(states[1]).toEqual(states[0]);
    expect(states[2]).toEqual(states[0]);
  });
});
