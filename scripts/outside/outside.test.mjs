import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../workspace/run-command.mjs";
import { buildPage } from "./build-page.mjs";
import { findChromium } from "./find-chromium.mjs";
import { demand, installPackages } from "./install-packages.mjs";
import { openPage } from "./open-page.mjs";
import { openReport } from "./open-report.mjs";

// What a user of the published packages does: installs them, imports them in a script, in TypeScript and in a page.

let folder = "";
let entries = [];
/** What the plain script printed: the entries it imported, and the study. */
let inNode;

beforeAll(async () => {
  ({ folder, entries } = await installPackages());
  const said = await demand(process.execPath, [join(folder, "script.mjs"), ...entries]);
  inNode = JSON.parse(said.at(-1));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed packages, installed outside the workspace", () => {
  it("load in a plain ESM script, every entry of them", () => {
    expect(entries).toEqual(
      expect.arrayContaining(["core", "data", "eval", "kt", "rl", "sim"].map((p) => `@zpd/${p}`)),
    );
    expect(Object.keys(inNode.entries)).toEqual(entries);
    expect(Math.min(...Object.values(inNode.entries))).toBeGreaterThan(0);
  });

  it("fit, predict and play a matrix in that script", () => {
    const { auc, predictions, matrix } = inNode.study;
    console.log(`P(correct) of the first answers: ${predictions.slice(0, 3).join(", ")}; AUC ${auc}`);
    for (const { policy, simulator, length, mean, low, high } of matrix)
      console.log(`${policy} under ${simulator} after ${length}: ${mean} (${low} to ${high})`);
    // A tracer fitted on this log beats chance on it; two policies, two simulators, two lengths.
    expect(auc).toBeGreaterThan(0.55);
    expect(matrix).toHaveLength(8);
    for (const { mean, low, high } of matrix) expect(0 <= low && low <= mean && mean <= high && high <= 1).toBe(true);
  });

  it("bring declarations that a strict TypeScript program compiles against", async () => {
    const options = ["--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2022"];
    const types = ["--lib", "es2023,dom", "--typeRoots", join(root, "node_modules", "@types"), "--types", "node"];
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    await demand(process.execPath, [tsc, "--noEmit", ...options, ...types, join(folder, "consumer.mts")]);
  });
});

describe("a page built with Vite", () => {
  const chromium = findChromium();
  let page;
  let ktPage;

  beforeAll(async () => {
    page = await buildPage(folder, "page");
    ktPage = await buildPage(folder, "kt-page");
    for (const [name, { bytes, gzipBytes }] of Object.entries({ "core, kt, sim, rl, eval": page, "kt alone": ktPage }))
      console.log(`page with ${name}: ${bytes} bytes, ${gzipBytes} compressed`);
    if (chromium === undefined) console.log("No Chromium found: the pages are built, but not opened in a browser");
  });

  it("has nothing left to resolve and nothing of Node.js", () => {
    for (const { unresolved, code } of [page, ktPage]) {
      expect(unresolved).toEqual([]);
      // The fits of item response models ask Node.js for threads and a flag where it is what runs them; one as a thread's text.
      const asked = code.replaceAll(/(?:getBuiltinModule\?\.|require)\(\\?["'`]node:\w+\\?["'`]\)/g, "");
      expect(asked).not.toMatch(/__vite-browser-external|["'`]node:/);
    }
  });

  it("holds of the packages only what it imports", () => {
    const packagesOf = ({ modules }) =>
      [...new Set(modules.flatMap((id) => /@zpd\/([a-z]+)\/dist\//.exec(id.replaceAll("\\", "/"))?.[1] ?? []))].sort();
    // Whoever asks for every tracer gets the kernels of item response models with them.
    expect(packagesOf(page)).toEqual(["core", "eval", "kt", "rl", "sim", "tensor"]);
    expect(packagesOf(ktPage)).toEqual(["core", "kt"]);
  });

  const skipped = chromium === undefined ? " (skipped: no Chromium found; CHROME_PATH may name one)" : "";
  it.skipIf(chromium === undefined)(`shows in Chromium the numbers that Node computes${skipped}`, async () => {
    const { text, errors } = await openPage(chromium, page.folder);
    expect(errors).toEqual([]);
    expect(JSON.parse(text)).toEqual(inNode.study);
  });

  it.skipIf(chromium === undefined)(`fits a tracer in Chromium with kt alone${skipped}`, async () => {
    const { text, errors } = await openPage(chromium, ktPage.folder);
    expect(errors).toEqual([]);
    expect(Number(text)).toBeGreaterThan(0);
    expect(Number(text)).toBeLessThan(1);
  });
});

describe("training in a page", () => {
  const chromium = findChromium();
  const skipped = chromium === undefined ? " (skipped: no Chromium found; CHROME_PATH may name one)" : "";
  let trained;
  let page;

  beforeAll(async () => {
    const said = await demand(process.execPath, [join(folder, "training-script.mjs")]);
    trained = JSON.parse(said.at(-1));
    page = await buildPage(folder, "training-page");
    console.log(`page that trains: ${page.bytes} bytes, ${page.gzipBytes} compressed`);
  });

  it("needs no TensorFlow.js, and learns in Node.js", () => {
    expect(page.unresolved).toEqual([]);
    expect(page.modules.filter((id) => id.includes("/node_modules/@tensorflow/"))).toEqual([]);
    expect(trained.losses).toHaveLength(20);
    expect(trained.losses.at(-1)).toBeLessThan(trained.losses[0] - 0.1);
  });

  /** Byte for byte only on one machine, and with the same build of the kernels. */
  const closeTo = (losses, tolerance) => {
    expect(losses).toHaveLength(20);
    for (const [step, loss] of losses.entries()) expect(Math.abs(loss - trained.losses[step])).toBeLessThan(tolerance);
  };

  it.skipIf(chromium === undefined).each([
    ["one thread, where nothing may share memory", false, 2, "1 thread, as this page is not cross-origin isolated"],
    ["two threads, where the page is cross-origin isolated", true, 2, "2 threads"],
  ])(`runs in Chromium on %s${skipped}`, async (_, isolated, threads, reason) => {
    const query = `?backend=wasm&threads=${threads}`;
    const { text, errors } = await openPage(chromium, page.folder, { query, isolated });
    expect(errors).toEqual([]);
    const told = JSON.parse(text);
    expect(told.isolated).toBe(isolated);
    expect(told.backend.name).toBe("wasm");
    expect(told.backend.reason).toMatch(new RegExp(`SIMD, ${reason}$`));
    closeTo(told.losses, 1e-5);
  });

  it.skipIf(chromium === undefined)(`says on WebGPU what is missing${skipped}`, async () => {
    const { text } = await openPage(chromium, page.folder, { query: "?backend=webgpu&threads=1" });
    expect(JSON.parse(text)).toMatchObject({ code: "MISSING_PART", message: expect.stringContaining("GPU adapter") });
  });

  it.skipIf(chromium === undefined)(`agrees on WebGPU, in software${skipped}`, async ({ skip }) => {
    const installed = join(root, "node_modules", "@tensorflow");
    const names = ["tfjs-core", "tfjs-backend-webgpu"];
    const alias = Object.fromEntries(names.map((name) => [`@tensorflow/${name}`, join(installed, name)]));
    const gpuPage = await buildPage(folder, "training-page", { outDir: "gpu", alias });
    const { text } = await openPage(chromium, gpuPage.folder, { query: "?backend=webgpu&threads=1", gpu: true });
    const told = JSON.parse(text);
    skip(told.code === "MISSING_PART", `this browser has no WebGPU adapter in software: ${told.message}`);
    console.log(`WebGPU: ${told.backend.reason}`);
    closeTo(told.losses, 1e-3);
  });
});

describe("the report of a matrix", () => {
  const chromium = findChromium();
  const skipped = chromium === undefined ? " (skipped: no Chromium found; CHROME_PATH may name one)" : "";

  it.skipIf(chromium === undefined)(
    `fits phones and desktops, in light and dark, and asks for nothing${skipped}`,
    async () => {
      const file = join(folder, "report.html");
      await demand(process.execPath, [join(folder, "report-script.mjs"), file]);
      expect(await openReport(chromium, file, [390, 1280])).toEqual({ faults: [], graphs: 2, backgrounds: 2 });
    },
  );
});
