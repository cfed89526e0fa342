import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandomStream } from "@zpd/core";
import { createKernelEngine, uniformWeights } from "@zpd/tensor";
import { createThreadedMachine } from "@zpd/tensor/kernels";
import { median, runWhenStarted } from "./run-here.mjs";

const BATCH = 64;
const LENGTH = 200;
const ITEMS = 110;
const HIDDEN = 100;
const WARMUP = 5;
const MEASURED = 15;

const settings = {
  relaxed: { threads: 2, variant: "relaxed-simd" },
  relaxedOneThread: { threads: 1, variant: "relaxed-simd" },
  simd: { threads: 2, variant: "simd" },
  simdOneThread: { threads: 1, variant: "simd" },
  wide: { threads: 2, variant: "relaxed-simd", wideVectors: true },
};

export const work = {
  name: "dkt-step",
  title: "Training step of DKT, 64 learners x 200 steps, 100 units, 110 skills; peer PyTorch, two threads",
  figures: [
    { figure: "relaxed", of: "best", reach: 0.8 },
    { figure: "simd", of: "best", reach: 1.2 },
    { figure: "wide", of: "best", reach: 0.5 },
    { figure: "relaxedOneThread", of: "best" },
    { figure: "simdOneThread", of: "best" },
  ],
  peer: { script: "dkt_step.py", modules: ["torch"] },
  async prepare(folder) {
    const file = join(folder, "dkt-step.json");
    const spec = { batch: BATCH, length: LENGTH, items: ITEMS, hidden: HIDDEN, warmup: WARMUP, measured: MEASURED };
    writeFileSync(file, JSON.stringify(spec));
    return [file];
  },
};

function batchOf(seed) {
  const random = createRandomStream(seed, "bench-dkt");
  const tokens = new Int32Array(BATCH * LENGTH);
  const following = new Int32Array(BATCH * LENGTH);
  const targets = new Float32Array(BATCH * LENGTH);
  for (let b = 0; b < BATCH; b++) {
    let item = random.integer(ITEMS);
    let right = random.uniform() < 0.65 ? 1 : 0;
    for (let t = 0; t < LENGTH; t++) {
      const row = b * LENGTH + t;
      tokens[row] = item + ITEMS * right;
      item = random.integer(ITEMS);
      right = random.uniform() < 0.65 ? 1 : 0;
      following[row] = item;
      targets[row] = right;
    }
  }
  return { tokens, following, targets, weights: new Float32Array(BATCH * LENGTH).fill(1 / (BATCH * LENGTH)) };
}

/** The input side is worked out once a token: a table of gates, of which each step takes a row. */
function dktLoss({ tokens, following, targets, weights }) {
  return (ops, w) => {
    const projected = ops.linear(w.token, w.input, w.gates);
    const ids = ops.indices(tokens);
    const { hidden } = ops.lstm({ batch: BATCH, steps: LENGTH, projected, tokens: ids, recurrent: w.recurrent });
    const logits = ops.dotRows(hidden, w.out, w.bias, ops.indices(following));
    const shape = [BATCH * LENGTH];
    return ops.sum(ops.binaryCrossEntropy(logits, ops.constant(targets, shape), ops.constant(weights, shape)));
  };
}

function startWeights() {
  const random = createRandomStream(1, "bench-dkt-weights");
  const range = 1 / Math.sqrt(HIDDEN);
  const shapes = {
    token: [2 * ITEMS + 1, HIDDEN],
    input: [HIDDEN, 4 * HIDDEN],
    gates: [4 * HIDDEN],
    recurrent: [HIDDEN, 4 * HIDDEN],
    out: [ITEMS, HIDDEN],
    bias: [ITEMS],
  };
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, uniformWeights(random, shape, range)]),
  );
}

const update = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, l2: 0, decay: 0, clipNorm: 10 };

/** From Node.js 24 on; the flag counts for a whole process, so it has one of its own. */
const hasWideVectors = Number.parseInt(process.versions.node, 10) >= 24;

/** Median and smallest milliseconds of a step. */
async function timeSteps({ threads, ...options }) {
  const machine = await createThreadedMachine(threads, options);
  const engine = createKernelEngine({ name: "wasm", reason: "bench" }, () => machine);
  try {
    const trainable = engine.createTrainable(startWeights());
    const loss = dktLoss(batchOf(1));
    const times = [];
    let last;
    for (let step = 0; step < WARMUP + MEASURED; step++) {
      const start = performance.now();
      last = await trainable.step(loss, update);
      if (step >= WARMUP) times.push(performance.now() - start);
    }
    if (!(last.loss < 0.7)) throw new Error(`the loss went to ${last.loss}`);
    return { middle: median(times), least: Math.min(...times) };
  } finally {
    engine.close();
  }
}

await runWhenStarted(import.meta.url, async (file, only) => {
  const figures = {};
  for (const [name, setting] of Object.entries(settings)) {
    if (only === undefined ? name === "wide" : name !== only) continue;
    const { middle, least } = await timeSteps(setting);
    figures[name] = middle;
    figures[`${name}Least`] = least;
  }
  if (only !== undefined || !hasWideVectors) return figures;
  const text = execFileSync(process.execPath, [import.meta.filename, "--run", file, "wide"], { encoding: "utf8" });
  return { ...figures, ...JSON.parse(text) };
});
