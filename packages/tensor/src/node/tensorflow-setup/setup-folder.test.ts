import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findTensorflow, packageFolder } from "./find-tensorflow";
import { currentSetup, folderBytes, isForeign, type SetupMarker, tensorflowFolder, writeMarker } from "./setup-folder";

let base = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "zpd setup-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const ready: SetupMarker = { ...currentSetup(), state: "ready", builder: { pid: 1, host: "elsewhere" }, bytes: 7 };

describe("tensorflowFolder", () => {
  const home = resolve("/home/ada");

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["the user's data folder", {}, "/home/ada/.local/share/zpd/tensorflow-4.22.0"],
    ["XDG_DATA_HOME", { XDG_DATA_HOME: "/data" }, "/data/zpd/tensorflow-4.22.0"],
    ["no relative XDG_DATA_HOME", { XDG_DATA_HOME: "data" }, "/home/ada/.local/share/zpd/tensorflow-4.22.0"],
    [
      "no empty variables",
      { XDG_DATA_HOME: "", ZPD_TENSORFLOW_HOME: "" },
      "/home/ada/.local/share/zpd/tensorflow-4.22.0",
    ],
    ["ZPD_TENSORFLOW_HOME before all", { XDG_DATA_HOME: "/data", ZPD_TENSORFLOW_HOME: "/tf" }, "/tf"],
  ])("takes %s", (_, env, expected) => {
    expect(tensorflowFolder({}, env, home)).toBe(resolve(expected));
  });

  it("takes the option before the environment, as an absolute path, and refuses an empty one", () => {
    expect(tensorflowFolder({ folder: "here" }, { ZPD_TENSORFLOW_HOME: "/tf" }, home)).toBe(resolve("here"));
    expect(() => tensorflowFolder({ folder: "" })).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" }));
  });
});

describe("isForeign", () => {
  it("tells what may be replaced from what may not", async () => {
    expect(isForeign(join(base, "none"))).toBe(false);
    expect(isForeign(base)).toBe(false);
    writeFileSync(join(base, "thesis.txt"), "years of work");
    expect(isForeign(base)).toBe(true);
    expect(isForeign(join(base, "thesis.txt"))).toBe(true);
    writeFileSync(join(base, "zpd-backend.json"), '{"backend":"another"}');
    expect(isForeign(base)).toBe(true);
    await writeMarker(base, ready);
    expect(isForeign(base)).toBe(false);
  });
});

it("folderBytes adds up all files below", async () => {
  mkdirSync(join(base, "a", "b"), { recursive: true });
  writeFileSync(join(base, "one"), "12345");
  writeFileSync(join(base, "a", "b", "two"), "123");
  expect(await folderBytes(base)).toBe(8);
  expect(await folderBytes(join(base, "none"))).toBe(0);
});

describe("findTensorflow", () => {
  const find = () => findTensorflow({ folder: base });

  it("finds the main module and the size of a complete set-up", async () => {
    await writeMarker(base, ready);
    mkdirSync(join(packageFolder(base), "dist"), { recursive: true });
    mkdirSync(join(packageFolder(base), "lib", "napi-v8"), { recursive: true });
    writeFileSync(join(packageFolder(base), "dist", "index.js"), "");
    expect(find()).toMatchObject({ entry: undefined, reason: `TensorFlow in ${base} is incomplete` });
    writeFileSync(join(packageFolder(base), "lib", "napi-v8", "tfjs_binding.node"), "");
    expect(find()).toEqual({
      folder: base,
      entry: join(base, "node_modules", "@tensorflow", "tfjs-node", "dist", "index.js"),
      reason: `@tensorflow/tfjs-node 4.22.0 with TensorFlow 2.15.1 in ${base}`,
      bytes: 7,
    });
    await writeMarker(base, { ...ready, state: "building" });
    expect(find().entry).toBeUndefined();
  });

  it("says why there is none", async () => {
    expect(find()).toEqual({ folder: base, entry: undefined, reason: `TensorFlow is not set up (nothing in ${base})` });
    await writeMarker(base, { ...ready, platform: "plan9-mips" });
    expect(find().reason).toContain("was set up for plan9-mips");
    await writeMarker(base, { ...ready, tensorflow: "1.0.0" });
    expect(find().reason).toContain("of another version (1.0.0)");
  });
});
