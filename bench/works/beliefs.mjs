import { createInteractionLog, createNumberedVocabulary, createRandomStream, identityQMatrix } from "@zpd/core";
import { bktDescriptor } from "@zpd/kt";
import { median, runWhenStarted } from "./run-here.mjs";

const LEARNERS = 10_000;
const CONCEPTS = 100;
const STEPS = 200;

export const work = {
  name: "beliefs",
  title: "observe + predict all, BKT, 10,000 learners, 100 concepts; peer vectorised numpy",
  figures: [{ figure: "step", of: "usual", reach: 0.5 }, { figure: "step", of: "tuned" }, { figure: "late" }],
  peer: { script: "beliefs.py", modules: ["numpy"] },
  async prepare() {
    return [];
  },
};

/** A tracer with unlike parameters per concept, fitted on a small made log. */
async function fitTracer(random) {
  const learners = 200;
  const items = createNumberedVocabulary(CONCEPTS);
  const answers = learners * CONCEPTS;
  const log = createInteractionLog({
    learners: createNumberedVocabulary(learners),
    items,
    qMatrix: identityQMatrix(items),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * CONCEPTS),
    item: Int32Array.from({ length: answers }, () => random.integer(CONCEPTS)),
    score: Uint8Array.from({ length: answers }, () => (random.uniform() < 0.6 ? 1 : 0)),
  });
  return (await bktDescriptor.fit(log, { starts: 1, maxIterations: 20 }, { seed: 1 })).tracer;
}

await runWhenStarted(import.meta.url, async () => {
  const random = createRandomStream(1, "bench-beliefs");
  const tracer = await fitTracer(random);
  const state = tracer.start(LEARNERS);
  const out = new Float32Array(LEARNERS * CONCEPTS);
  const times = [];
  for (let step = 0; step < STEPS; step++) {
    const items = Int32Array.from({ length: LEARNERS }, () => random.integer(CONCEPTS));
    const scores = Float32Array.from({ length: LEARNERS }, () => random.integer(2));
    const start = performance.now();
    tracer.observe(state, items, scores);
    tracer.predict(state, out);
    times.push(performance.now() - start);
  }
  // The last quarter beside the whole: the cost of an update may not grow with the history.
  return { step: median(times), late: median(times.slice(-STEPS / 4)) };
});
