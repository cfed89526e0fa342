import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelFile } from "@zpd/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { madePlan } from "../../test/made-training";
import { trainModel } from "../training/train-model";
import { createCheckpointFolder } from "./checkpoint-folder";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "zpd checkpoints-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const options = { maxEpochs: 4, learningRate: 0.03, seed: 11 };

function stateOf(value: number): ModelFile {
  return {
    config: {
      formatVersion: 1,
      model: "training-checkpoint",
      config: {},
      items: [],
      concepts: [],
      qMatrix: { offsets: [0], concept: [] },
      provenance: { updates: value },
    },
    tensors: { "weights.w": { shape: [1], data: Float32Array.of(value) } },
  };
}

describe("createCheckpointFolder", () => {
  it("has nothing before the first state, then the last one alone", async () => {
    const store = createCheckpointFolder(join(folder, "deep", "er"));
    expect(await store.load()).toBeUndefined();
    for (const value of [1, 2, 3]) {
      await store.save(stateOf(value));
      expect(await store.load()).toEqual(stateOf(value));
    }
    expect(await readdir(join(folder, "deep", "er"))).toEqual(["checkpoint-3"]);
    expect((await readdir(join(folder, "deep", "er", "checkpoint-3"))).sort()).toEqual([
      "config.json",
      "model.safetensors",
    ]);
  });

  it("resumes a training from the disk with the same bytes", async () => {
    const whole = await trainModel(madePlan(11), options);
    await trainModel(madePlan(11), { ...options, maxEpochs: 2, checkpoint: createCheckpointFolder(folder) });
    const resumed = await trainModel(madePlan(11), { ...options, checkpoint: createCheckpointFolder(folder) });
    expect(resumed.weights).toEqual(whole.weights);
    expect(resumed.history.map(({ loss }) => loss)).toEqual(whole.history.map(({ loss }) => loss));
  });

  it("is whole after a kill at any moment of a save", async () => {
    const store = createCheckpointFolder(folder);
    await store.save(stateOf(1));
    // Killed while writing: a part is there, the old state counts.
    await mkdir(join(folder, ".checkpoint-2.part"));
    await writeFile(join(folder, ".checkpoint-2.part", "config.json"), "{");
    await writeFile(join(folder, ".checkpoint-2.part", ".model.safetensors.1f.part"), "");
    expect(await store.load()).toEqual(stateOf(1));
    await store.save(stateOf(2));
    expect(await readdir(folder)).toEqual(["checkpoint-2"]);
    expect(await readdir(join(folder, "checkpoint-2"))).toHaveLength(2);
    // Killed while removing the old state: half of it is there, the new one counts.
    await mkdir(join(folder, "checkpoint-1"));
    await writeFile(join(folder, "checkpoint-1", "config.json"), "{");
    expect(await store.load()).toEqual(stateOf(2));
    await store.save(stateOf(3));
    expect(await readdir(folder)).toEqual(["checkpoint-3"]);
  });

  it.each(["model.safetensors", "config.json"])("refuses a state whose %s is cut short", async (name) => {
    const checkpoint = createCheckpointFolder(folder);
    await trainModel(madePlan(11), { ...options, maxEpochs: 2, checkpoint });
    const file = join(folder, "checkpoint-2", name);
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 10));
    await expect(trainModel(madePlan(11), { ...options, checkpoint })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      location: { file },
    });
    expect(await readdir(folder)).toEqual(["checkpoint-2"]);
  });

  it("refuses numbers that are not finite, and keeps the state before", async () => {
    const store = createCheckpointFolder(folder);
    await store.save(stateOf(1));
    await expect(store.save(stateOf(Number.NaN))).rejects.toMatchObject({ code: "NUMERICAL" });
    expect(await store.load()).toEqual(stateOf(1));
    expect(await readdir(folder)).toEqual(["checkpoint-1"]);
  });

  it("says IO where no folder can be", async () => {
    await writeFile(join(folder, "file"), "");
    const store = createCheckpointFolder(join(folder, "file"));
    await expect(store.load()).rejects.toMatchObject({ code: "IO", location: { file: join(folder, "file") } });
    await expect(store.save(stateOf(1))).rejects.toMatchObject({ code: "IO" });
  });
});
