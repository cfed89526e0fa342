import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeSafetensors, stableSum } from "@zpd/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { madePlan, plainEngine } from "../../test/made-training";
import { trainModel } from "../training/train-model";
import { createCheckpointFolder } from "./checkpoint-folder";

/** The first interpreter of ZPD_BENCH_PYTHON, then python3, that has the modules. */
function findPython(modules: string): string | undefined {
  const candidates = [...(process.env.ZPD_BENCH_PYTHON ?? "").split(",").filter(Boolean), "python3"];
  return candidates.find((python) => spawnSync(python, ["-c", `import ${modules}`]).status === 0);
}

const withNumpy = findPython("safetensors, numpy");
const withTorch = findPython("safetensors, torch");

function run(python: string | undefined, program: string, ...given: string[]): string {
  const { status, stdout, stderr } = spawnSync(python ?? "", ["-c", program, ...given], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zpd tensors-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Prints name, shape, sum and last number of each tensor; the sums of few float32 in float64 are exact. */
const readers = {
  numpy: `
import json, sys
from safetensors.numpy import load_file
found = load_file(sys.argv[1])
print(json.dumps({name: [str(x.dtype), list(x.shape), float(x.astype("float64").sum()), float(x.ravel()[-1])] for name, x in found.items()}))`,
  torch: `
import json, sys
from safetensors.torch import load_file
found = load_file(sys.argv[1])
print(json.dumps({name: [str(x.dtype).split(".")[-1], list(x.shape), float(x.double().sum()), float(x.flatten()[-1])] for name, x in found.items()}))`,
};

/** Weights of the made network, counted up in eighths: exact in float32. */
const writers = {
  numpy: `
import sys, numpy
from safetensors.numpy import save_file
shapes = {"first": (6, 5), "firstBias": (5,), "second": (5, 1), "secondBias": (1,)}
save_file({name: numpy.arange(numpy.prod(shape), dtype=numpy.float32).reshape(shape) / 8 for name, shape in shapes.items()}, sys.argv[1], {"format": "np"})`,
  torch: `
import sys, torch
from safetensors.torch import save_file
shapes = {"first": (6, 5), "firstBias": (5,), "second": (5, 1), "secondBias": (1,)}
save_file({name: torch.arange(torch.Size(shape).numel(), dtype=torch.float32).reshape(shape) / 8 for name, shape in shapes.items()}, sys.argv[1], {"format": "pt"})`,
};

describe.each([
  ["numpy", withNumpy],
  ["torch", withTorch],
] as const)("files shared with safetensors.%s", (kind, python) => {
  const needs = `needs Python with safetensors and ${kind}, named by ZPD_BENCH_PYTHON`;

  it.skipIf(python === undefined)(`ours load there (${needs})`, async () => {
    const checkpoint = createCheckpointFolder(folder);
    await trainModel(madePlan(11), { maxEpochs: 1, learningRate: 0.03, seed: 11, checkpoint });
    const { tensors } = (await checkpoint.load())!;
    const expected = Object.entries(tensors).map(([name, { shape, data }]) => [
      name,
      ["float32", shape, expect.closeTo(stableSum(data), 9), data.at(-1)],
    ]);
    const got = run(python, readers[kind], join(folder, "checkpoint-1", "model.safetensors"));
    expect(JSON.parse(got)).toEqual(Object.fromEntries(expected));
    expect(expected).toHaveLength(12);
  });

  it.skipIf(python === undefined)(`theirs load here and compute (${needs})`, async () => {
    const file = join(folder, "theirs.safetensors");
    run(python, writers[kind], file);
    const { tensors, metadata } = decodeSafetensors(await readFile(file));
    expect(metadata).toEqual({ format: kind === "torch" ? "pt" : "np" });
    expect(tensors.first!.shape).toEqual([6, 5]);
    expect(tensors.first!.data).toEqual(Float32Array.from({ length: 30 }, (_, k) => k / 8));
    const weights = Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
    );
    const [row] = await plainEngine()
      .createTrainable(weights)
      .evaluate((ops, { first, firstBias }) => [
        ops.linear(ops.constant(Float32Array.of(1, 0, 0, 0, 0, 1), [1, 6]), first!, firstBias!),
      ]);
    // Rows 0 and 5 of `first` and the bias: (k + 25 + k + k) / 8.
    expect(row).toEqual(Float32Array.of(25 / 8, 28 / 8, 31 / 8, 34 / 8, 37 / 8));
  });
});
