import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNumberedVocabulary, createRandomStream, identityQMatrix, qMatrixFromIds } from "@zpd/core";
import { median } from "./run-here.mjs";

const BATCH = 64;
const LENGTH = 200;
/** Batches an epoch, and epochs of which the first is not counted. */
const BATCHES = 4;
const EPOCHS = 5;

/** A log of full windows: random answers, every learner with `LENGTH` of them. */
function windowLog(items, concepts) {
  const random = createRandomStream(1, "bench-deep-step");
  const learners = BATCH * BATCHES;
  const vocabulary = createNumberedVocabulary(items);
  return {
    learners: createNumberedVocabulary(learners),
    items: vocabulary,
    qMatrix:
      concepts === undefined
        ? identityQMatrix(vocabulary)
        : qMatrixFromIds(Array.from({ length: items }, () => [`c${random.integer(concepts)}`])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * LENGTH),
    item: Int32Array.from({ length: learners * LENGTH }, () => random.integer(items)),
    score: Uint8Array.from({ length: learners * LENGTH }, () => (random.uniform() < 0.65 ? 1 : 0)),
  };
}

/**
 * The work "one training step of a deep tracer", timed as epochs of its `fit` divided by their batches. `against`
 * lists figures of the peer with what is to be reached, if anything.
 */
export function deepStepWork({ name, title, script, items, concepts, against }) {
  return {
    name,
    title: `Training step of ${title}, ${BATCH} learners x ${LENGTH} answers, ${items} items; peer PyTorch, two threads`,
    figures: Object.entries(against).map(([of, reach]) => ({ figure: "step", of, ...(reach > 0 ? { reach } : {}) })),
    peer: { script, modules: ["torch"] },
    async prepare(folder) {
      const file = join(folder, `${name}.json`);
      const sizes = concepts === undefined ? { items } : { items, concepts };
      writeFileSync(file, JSON.stringify({ batch: BATCH, length: LENGTH, ...sizes }));
      return [file];
    },
  };
}

/** Milliseconds of a step: the median over epochs. */
export async function timeFit(descriptor, config, { items, concepts }) {
  const log = windowLog(items, concepts);
  const steps = [];
  await descriptor.fit(
    log,
    { ...config, batchSize: BATCH, windowLength: LENGTH, validationShare: 0, maxEpochs: EPOCHS },
    { seed: 1, backend: "wasm", threads: 2, onEpoch: ({ seconds }) => steps.push((1000 * seconds) / BATCHES) },
  );
  return { step: median(steps.slice(1)), least: Math.min(...steps) };
}
