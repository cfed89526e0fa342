import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandomStream } from "@zpd/core";
import { readLogFiles } from "@zpd/data/node";
import { predictLog } from "@zpd/eval";
import { bktDescriptor } from "@zpd/kt";
import { median, runWhenStarted, timed } from "./run-here.mjs";

const LEARNERS = 4034;
const CONCEPTS = 100;
const CONCEPTS_PER_LEARNER = 12;
/** Practice opportunities of a learner at a concept: uniform 1 … 19, ten on average. */
const LONGEST = 19;
const ITERATIONS = 100;
const PREDICTIONS = 5;

export const work = {
  name: "bkt",
  title:
    "BKT on about 484,000 answers, 100 concepts: fit with 100 EM iterations from one start, predict; peer pyBKT (C++)",
  figures: [
    { figure: "fit", reach: 0.2 },
    { figure: "fit", of: "em" },
    { figure: "predict", reach: 0.02 },
    { figure: "firstPredict", of: "predict" },
  ],
  peer: { script: "bkt.py", modules: ["pyBKT.fit.E_step", "pandas"] },
  async prepare(folder) {
    const random = createRandomStream(1, "bench-bkt");
    const truth = Array.from({ length: CONCEPTS }, () => ({
      prior: 0.1 + 0.5 * random.uniform(),
      learn: 0.05 + 0.25 * random.uniform(),
      guess: 0.1 + 0.2 * random.uniform(),
      slip: 0.05 + 0.15 * random.uniform(),
    }));
    const concepts = Int32Array.from({ length: CONCEPTS }, (_, c) => c);
    const lines = ["order_id,user_id,skill_name,correct"];
    for (let learner = 0; learner < LEARNERS; learner++) {
      random.shuffle(concepts);
      for (const concept of concepts.subarray(0, CONCEPTS_PER_LEARNER)) {
        const { prior, learn, guess, slip } = truth[concept];
        let known = random.uniform() < prior;
        for (let left = 1 + random.integer(LONGEST); left > 0; left--) {
          const correct = random.uniform() < (known ? 1 - slip : guess) ? 1 : 0;
          lines.push(`${lines.length},u${learner},c${concept},${correct}`);
          known ||= random.uniform() < learn;
        }
      }
    }
    const file = join(folder, "answers.csv");
    writeFileSync(file, `${lines.join("\n")}\n`);
    return [file];
  },
};

await runWhenStarted(import.meta.url, async (file) => {
  const { dataset } = await readLogFiles([file], {});
  const config = { starts: 1, maxIterations: ITERATIONS, tolerance: 0 };
  const fit = await timed(() => bktDescriptor.fit(dataset.log, config, { seed: 1 }));
  // The first call pays for compiling; a service makes many.
  const predictions = [];
  for (let call = 0; call < PREDICTIONS; call++) {
    predictions.push((await timed(() => predictLog(fit.result.tracer, dataset.log, {}))).ms);
  }
  return {
    fit: fit.ms,
    predict: median(predictions),
    firstPredict: predictions[0],
    iterations: fit.result.report.iterations,
  };
});
