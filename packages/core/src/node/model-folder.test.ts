import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelFile } from "../model-files/model-file";
import { encodeSafetensors } from "../model-files/safetensors";
import { loadModel, saveModel } from "./model-folder";

const model: ModelFile = {
  config: {
    formatVersion: 1,
    model: "bkt",
    config: { starts: 3, forget: false, bounds: { guess: [0, 0.3] } },
    items: ["1+1", "zwei × zwei"],
    concepts: ["add", "times"],
    qMatrix: { offsets: [0, 1, 2], concept: [0, 1] },
    provenance: { seed: 1, data: { fingerprint: "ab" } },
  },
  tensors: { prior: { shape: [2], data: Float64Array.of(0.1, 0.25) } },
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "zpd model-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const path = (name: string): string => join(folder, name);

describe("saveModel and loadModel", () => {
  it("give back the same model, also over an older one", async () => {
    await saveModel(join(folder, "deep", "er"), model);
    expect(await loadModel(join(folder, "deep", "er"))).toEqual(model);
    const other = { ...model, tensors: { prior: { shape: [1, 1], data: Float32Array.of(7) } } };
    await saveModel(join(folder, "deep", "er"), other);
    expect(await loadModel(join(folder, "deep", "er"))).toEqual(other);
  });

  it("write the same bytes for the same model", async () => {
    await saveModel(folder, model);
    const before = [await readFile(path("config.json")), await readFile(path("model.safetensors"))];
    await saveModel(folder, model);
    expect([await readFile(path("config.json")), await readFile(path("model.safetensors"))]).toEqual(before);
    expect(before[1]).toEqual(Buffer.from(encodeSafetensors(model.tensors)));
  });

  it("accept a config written by hand, without a hash and with more fields", async () => {
    await saveModel(folder, model);
    await writeFile(path("config.json"), JSON.stringify({ ...model.config, comment: "hand-made" }));
    expect(await loadModel(folder)).toEqual(model);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuse %d in a tensor", async (value) => {
    const broken = { ...model, tensors: { prior: { shape: [2], data: Float32Array.of(0.5, value) } } };
    await expect(saveModel(folder, broken)).rejects.toMatchObject({
      code: "NUMERICAL",
      message: `saveModel: expected finite values in tensor "prior", got ${value} at position 1 (${path("model.safetensors")}); the fit went wrong: fit again`,
    });
    await writeFile(path("config.json"), JSON.stringify(model.config));
    await writeFile(path("model.safetensors"), encodeSafetensors(broken.tensors));
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "INVALID_INPUT", got: `${value} at position 1` });
  });

  it("refuse NaN in the settings and in the provenance", async () => {
    const config = { ...model.config, config: { learn: Number.NaN } };
    await expect(saveModel(folder, { ...model, config })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    const provenance = { metrics: { auc: Number.NaN } };
    await expect(saveModel(folder, { ...model, config: { ...model.config, provenance } })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      expected: 'a finite number as "auc"',
    });
  });
});

describe("loadModel refuses", () => {
  it("a missing folder and a missing part", async () => {
    await expect(loadModel(path("nowhere"))).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: `loadModel: expected a model folder with config.json and model.safetensors, got no config.json (${join(path("nowhere"), "config.json")}); give the folder that a fit was saved to`,
    });
    await saveModel(folder, model);
    await rm(path("model.safetensors"));
    await expect(loadModel(folder)).rejects.toMatchObject({ got: "no model.safetensors" });
  });

  it("a file in the folder's place", async () => {
    await writeFile(path("file"), "");
    await expect(loadModel(path("file"))).rejects.toMatchObject({ code: "INVALID_INPUT", got: "no config.json" });
  });

  it("tensors of another save, or damaged ones", async () => {
    await saveModel(folder, model);
    const bytes = await readFile(path("model.safetensors"));
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(path("model.safetensors"), bytes);
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      advice: "the file is damaged or of another save: save the model again",
      location: { file: path("model.safetensors") },
    });
  });

  it.each<[string, unknown, string, string]>([
    ["a newer format", { ...model.config, formatVersion: 2 }, "UNSUPPORTED", "a newer version of ZPD wrote this model"],
    ["a model of another library", { architectures: ["Bert"] }, "INVALID_INPUT", 'a ZPD model with "formatVersion": 1'],
    ["a list", [], "INVALID_INPUT", "expected an object"],
    ["no id", { ...model.config, model: "" }, "INVALID_INPUT", '"model"'],
    ["null among the settings", { ...model.config, config: { a: [null] } }, "INVALID_INPUT", '"config"'],
    ["numbers as item ids", { ...model.config, items: [1, 2] }, "INVALID_INPUT", '"items"'],
    ["no concepts", { ...model.config, concepts: undefined }, "INVALID_INPUT", '"concepts", got nothing'],
    ["no Q-matrix", { ...model.config, qMatrix: [] }, "INVALID_INPUT", '"qMatrix"'],
    [
      "a fraction in the Q-matrix",
      { ...model.config, qMatrix: { offsets: [0.5], concept: [] } },
      "INVALID_INPUT",
      "qMatrix.offsets",
    ],
    [
      "a negative concept",
      { ...model.config, qMatrix: { offsets: [0], concept: [-1] } },
      "INVALID_INPUT",
      "qMatrix.concept",
    ],
    ["text as provenance", { ...model.config, provenance: "me" }, "INVALID_INPUT", '"provenance"'],
  ])("%s", async (_, config, code, message) => {
    await saveModel(folder, model);
    await writeFile(path("config.json"), JSON.stringify(config));
    await expect(loadModel(folder)).rejects.toMatchObject({ code, location: { file: path("config.json") } });
    await expect(loadModel(folder)).rejects.toThrow(message);
  });

  it("what is no JSON", async () => {
    await saveModel(folder, model);
    await writeFile(path("config.json"), "{");
    await expect(loadModel(folder)).rejects.toMatchObject({ code: "INVALID_INPUT", expected: "JSON" });
  });

  it("what is no safetensors file", async () => {
    await writeFile(path("config.json"), JSON.stringify(model.config));
    await writeFile(path("model.safetensors"), "PK");
    await expect(loadModel(folder)).rejects.toMatchObject({
      code: "INVALID_INPUT",
      got: "2 bytes",
      location: { file: path("model.safetensors") },
    });
  });
});
