import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { exactEngine } from "../../test/central-differences";
import { opCases } from "../../test/op-cases";
import { findTensorflow } from "../node/tensorflow-setup/find-tensorflow";
import { chooseEngine, probeBackends } from "./choose-engine";
import { findNodeTensorflow } from "./tensorflow/load-node-tensorflow";

const own = findTensorflow();

describe("chooseEngine", () => {
  it("takes WebAssembly where no GPU answers, and says how", async () => {
    const engine = await chooseEngine({ threads: 2 });
    expect(engine.backend).toEqual({ name: "wasm", reason: expect.stringMatching(/^(relaxed )?SIMD, 2 threads$/) });
    engine.close();
  });

  it("opens plain TypeScript when asked to", async () => {
    const engine = await chooseEngine({ backend: "cpu" });
    expect(engine.backend).toEqual({ name: "cpu", reason: "plain TypeScript, 1 thread" });
    engine.close();
  });

  it.each(["cpu"] as const)("the %s engine computes what the kernels mean", async (backend) => {
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

const why = own.entry === undefined ? ` (skipped: ${own.reason})` : "";

describe.skipIf(own.entry === undefined)(`the tensorflow backend${why}`, () => {
  it("lies where the set-up says", () => expect(findNodeTensorflow().entry).toBe(own.entry));

  it("agrees with the kernels in every op", { timeout: 60_000 }, async () => {
    const engine = await chooseEngine({ backend: "tensorflow", threads: 2 });
    expect(engine.backend.name).toBe("tensorflow");
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
  });
});
