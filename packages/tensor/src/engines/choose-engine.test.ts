import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exactEngine } from "../../test/central-differences";
import { opCases } from "../../test/op-cases";
import { findTensorflow } from "../node/tensorflow-setup/find-tensorflow";
import { chooseEngine, probeBackends } from "./choose-engine";
import { findNodeTensorflow, loadNodeTensorflow } from "./tensorflow/load-node-tensorflow";

const own = findTensorflow();

describe("chooseEngine", () => {
  it("takes WebAssembly where no GPU answers, and says how", async () => {
    const engine = await chooseEngine({ threads: 2 });
    expect(engine.backend).toEqual({ name: "wasm", reason: expect.stringMatching(/^(relaxed )?SIMD, 2 threads/) });
    expect(engine.backend.reason.includes("; TensorFlow is here, too, but slower")).toBe(own.entry !== undefined);
    engine.close();
  });

  it("opens plain TypeScript when asked to", async () => {
    const engine = await chooseEngine({ backend: "cpu" });
    expect(engine.backend).toEqual({ name: "cpu", reason: "plain TypeScript, 1 thread" });
    engine.close();
  });

  it.each(["wasm", "cpu"] as const)("the %s engine computes what the kernels mean", async (backend) => {
    const engine = await chooseEngine({ backend, threads: 2 });
    const { weights, loss } = opCases.find(({ name }) => name === "linear")!;
    const expected = await exactEngine().createTrainable(weights).gradients(loss);
    expect((await engine.createTrainable(weights).gradients(loss)).loss).toBeCloseTo(expected.loss, 5);
    engine.close();
  });

  it("refuses bad choices", async () => {
    await expect(chooseEngine({ threads: 0 })).rejects.toThrow(
      "chooseEngine: expected threads to be a whole number, 1 or more, got 0",
    );
    await expect(chooseEngine({ backend: "wsam" as "wasm" })).rejects.toThrow('did you mean "wasm"?');
  });
});

describe("where an optional backend is not installed", () => {
  let empty = "";

  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), "zpd-none-"));
    vi.stubEnv("ZPD_TENSORFLOW_HOME", empty);
    vi.spyOn(process, "cwd").mockReturnValue(empty);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(empty, { recursive: true });
  });

  it("naming it is an error that says what to install", async () => {
    await expect(chooseEngine({ backend: "tensorflow" })).rejects.toMatchObject({
      code: "MISSING_PART",
      message: expect.stringMatching(
        /^chooseEngine: expected the tensorflow backend, got @tensorflow\/tfjs-node is neither set up in .* nor installed in this project; run zpd backend add tensorflow/,
      ),
    });
    await expect(chooseEngine({ backend: "webgpu" })).rejects.toMatchObject({
      code: "MISSING_PART",
      message: expect.stringContaining("got the package webgpu is not installed; install webgpu (Dawn for Node.js"),
    });
  });

  it("probing says so, too, and that the others work", async () => {
    const states = await probeBackends({ threads: 2 });
    expect(states.map(({ name, available }) => [name, available])).toEqual([
      ["webgpu", false],
      ["tensorflow", false],
      ["wasm", true],
      ["cpu", true],
    ]);
    expect(states[1]!.advice).toContain("zpd backend add tensorflow");
    expect(states[2]).not.toHaveProperty("advice");
  });

  it("a set-up is looked for where it is made", () => {
    expect(findNodeTensorflow().reason).toContain(findTensorflow().folder);
    vi.stubEnv("ZPD_TENSORFLOW_HOME", "");
    vi.stubEnv("XDG_DATA_HOME", empty);
    expect(findNodeTensorflow().reason).toContain(findTensorflow().folder);
    vi.stubEnv("XDG_DATA_HOME", "");
    expect(findNodeTensorflow().reason).toContain(findTensorflow().folder);
  });
});

/** Every op on a backend that is optional, against what the kernels mean. */
async function expectAgreement(backend: "tensorflow" | "webgpu"): Promise<void> {
  const engine = await chooseEngine({ backend, threads: 2 });
  expect(engine.backend.name).toBe(backend);
  for (const { name, weights, loss } of opCases) {
    const expected = await exactEngine().createTrainable(weights).gradients(loss);
    const got = await engine.createTrainable(weights).gradients(loss);
    expect(got.loss, name).toBeCloseTo(expected.loss, 4);
    for (const [weight, { data }] of Object.entries(expected.gradients)) {
      const gradient = got.gradients[weight]!.data;
      for (const [k, value] of data.entries()) expect(gradient[k], `${name}: ${weight}[${k}]`).toBeCloseTo(value, 4);
    }
  }
  engine.close();
}

const states = await probeBackends();

describe.each(["tensorflow", "webgpu"] as const)("optional backends", (backend) => {
  const { available, reason } = states.find(({ name }) => name === backend)!;
  const skipped = available ? "" : ` (skipped: ${reason})`;
  it.skipIf(!available)(`${backend} agrees with the kernels in every op${skipped}`, () => expectAgreement(backend));
});

const { entry } = own;

describe.skipIf(entry === undefined)(`TensorFlow${entry === undefined ? ` (skipped: ${own.reason})` : ""}`, () => {
  it("is found where the set-up put it", () => expect(findNodeTensorflow().entry).toBe(entry));

  it("holds as many tensors after 200 steps of its fused LSTM as before", async () => {
    const tf = await loadNodeTensorflow(entry!, 2);
    const held = () => [tf.memory().numTensors, tf.memory().numDataBuffers];
    const engine = await chooseEngine({ backend: "tensorflow" });
    const before = held();
    const { weights, loss } = opCases.find(({ name }) => name === "lstm of 4")!;
    const trainable = engine.createTrainable(weights);
    const update = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decay: 0, clipNorm: 1 };
    await trainable.step(loss, update);
    const after = held();
    for (let step = 0; step < 200; step++) await trainable.step(loss, update);
    expect(held()).toEqual(after);
    engine.close();
    expect(tf.memory().numTensors).toBe(before[0]);
  });
});
