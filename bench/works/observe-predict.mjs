import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNumberedVocabulary, createRandomStream, identityQMatrix, qMatrixFromIds } from "@zpd/core";
import { dktDescriptor, dkvmnDescriptor, iektDescriptor, saktDescriptor } from "@zpd/kt/neural";
import { median, runWhenStarted } from "./run-here.mjs";

const LEARNERS = 860;
const ITEMS = 110;
const CACHE = 200;
const QUESTIONS = 1000;
const CONCEPTS = 100;
const REPEATS = 9;
const THREADS = 2;

const tracers = {
  dkt: { descriptor: dktDescriptor, config: { units: 100, embeddingSize: 100 }, items: ITEMS },
  dkvmn: { descriptor: dkvmnDescriptor, config: {}, items: ITEMS },
  sakt: { descriptor: saktDescriptor, config: { cacheLength: CACHE }, items: ITEMS, history: CACHE },
  iekt: { descriptor: iektDescriptor, config: {}, items: QUESTIONS, concepts: CONCEPTS },
};

export const work = {
  name: "observe-predict",
  title: `Serving ${LEARNERS} learners: one answer of each observed, all items predicted; peer PyTorch, two threads`,
  figures: [
    { figure: "dkt", reach: 0.8 },
    { figure: "dkvmn", reach: 0.4 },
    { figure: "sakt", reach: 0.5 },
    { figure: "iekt", reach: 0.5 },
    { figure: "dktOneLearner" },
    { figure: "dkvmnOneLearner" },
  ],
  peer: { script: "observe_predict.py", modules: ["torch"] },
  async prepare(folder) {
    const file = join(folder, "observe-predict.json");
    const spec = { learners: LEARNERS, items: ITEMS, cache: CACHE, questions: QUESTIONS, concepts: CONCEPTS };
    writeFileSync(file, JSON.stringify({ ...spec, threads: THREADS }));
    return [file];
  },
};

/** A tracer of the right sizes; how well it predicts does not matter to how fast. */
async function fitTracer({ descriptor, config, items, concepts }) {
  const random = createRandomStream(1, "bench-observe-predict");
  const [learners, length] = [64, 20];
  const vocabulary = createNumberedVocabulary(items);
  const log = {
    learners: createNumberedVocabulary(learners),
    items: vocabulary,
    qMatrix:
      concepts === undefined
        ? identityQMatrix(vocabulary)
        : qMatrixFromIds(Array.from({ length: items }, () => [`c${random.integer(concepts)}`])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * length),
    item: Int32Array.from({ length: learners * length }, () => random.integer(items)),
    score: Uint8Array.from({ length: learners * length }, () => random.integer(2)),
  };
  const settings = { ...config, maxEpochs: 1, validationShare: 0 };
  return (await descriptor.fit(log, settings, { seed: 1, backend: "wasm", threads: THREADS })).tracer;
}

function answersOf(random, learners, items) {
  return {
    items: Int32Array.from({ length: learners }, () => random.integer(items)),
    scores: Float32Array.from({ length: learners }, () => random.integer(2)),
  };
}

/** Median milliseconds of observing one answer of each learner and predicting all items for each. */
function timeServing(tracer, learners, { items, history = 5 }, repeats) {
  const random = createRandomStream(2, "bench-serving");
  const state = tracer.start(learners);
  const out = new Float32Array(learners * items);
  const serve = () => {
    const answers = answersOf(random, learners, items);
    const start = performance.now();
    tracer.observe(state, answers.items, answers.scores);
    tracer.predict(state, out);
    return performance.now() - start;
  };
  for (let step = 0; step < history; step++) {
    const answers = answersOf(random, learners, items);
    tracer.observe(state, answers.items, answers.scores);
  }
  for (let call = 0; call < 3; call++) serve();
  return median(Array.from({ length: repeats }, serve));
}

await runWhenStarted(import.meta.url, async () => {
  const figures = {};
  for (const [name, choice] of Object.entries(tracers)) {
    const tracer = await fitTracer(choice);
    // The first call makes the machine; its threads start in the background, and a moment later they are there.
    tracer.start(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    figures[name] = timeServing(tracer, LEARNERS, choice, REPEATS);
    if (name === "dkt" || name === "dkvmn") figures[`${name}OneLearner`] = timeServing(tracer, 1, choice, 300);
  }
  return figures;
});
