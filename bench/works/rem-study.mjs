import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNumberedVocabulary, createRandomStream, qMatrixFromIds } from "@zpd/core";
import { masteryRewardModel, rem } from "@zpd/eval";
import { bktDescriptor } from "@zpd/kt";
import { dktDescriptor, dqktDescriptor } from "@zpd/kt/neural";
import { createPolicy } from "@zpd/rl";
import { tracerSimulator } from "@zpd/sim";
import { runWhenStarted, timed } from "./run-here.mjs";

const EPISODES = 860;
const LENGTHS = [10, 20, 30, 50, 100];
/** The size of Mastery Grids. */
const CONCEPTS = 21;
const ITEMS = 103;
const UNITS = 100;
const SLOTS = 40;
const VECTOR = 50;
/** A policy of each kind that the study has; the others cost what one of these does. */
const POLICIES = ["random", "bkt-mp", "bkt-myopic", "dkt-highest-prob-correct", "dkt-myopic", "dqkt-pear"];
/** Learners and answers that the Python loop plays; its time is scaled to all. */
const SLICE = { episodes: 2, steps: 20 };

export const work = {
  name: "rem-study",
  title: `${POLICIES.length} of the study's policies x bkt, dkt, dqkt x ${EPISODES} trajectories x ${LENGTHS.at(-1)} answers; peer PyTorch, one learner at a time`,
  figures: [{ figure: "study", of: "torch", reach: 0.02 }],
  peer: { script: "rem_study.py", modules: ["torch"] },
  async prepare(folder) {
    const file = join(folder, "study.json");
    const sizes = { items: ITEMS, concepts: CONCEPTS, units: UNITS, slots: SLOTS, vector: VECTOR };
    writeFileSync(
      file,
      JSON.stringify({ ...sizes, policies: POLICIES, episodes: EPISODES, steps: LENGTHS.at(-1), slice: SLICE }),
    );
    return [file];
  },
};

/** Answers at random: how well a model predicts does not matter to how fast it plays. */
function randomLog() {
  const random = createRandomStream(1, "bench-rem-study");
  const [learners, length] = [80, 40];
  return {
    learners: createNumberedVocabulary(learners),
    items: createNumberedVocabulary(ITEMS),
    qMatrix: qMatrixFromIds(Array.from({ length: ITEMS }, (_, item) => [`c${item % CONCEPTS}`])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * length),
    item: Int32Array.from({ length: learners * length }, () => random.integer(ITEMS)),
    score: Uint8Array.from({ length: learners * length }, () => random.integer(2)),
  };
}

await runWhenStarted(import.meta.url, async () => {
  const log = randomLog();
  const compute = { seed: 1, threads: 2 };
  const deep = { maxEpochs: 1, inputs: "items" };
  const tracers = [
    await bktDescriptor.fit(log, { starts: 1, maxIterations: 10 }, compute),
    await dktDescriptor.fit(log, { ...deep, units: UNITS, embeddingSize: UNITS }, compute),
    await dqktDescriptor.fit(log, { ...deep, slots: SLOTS, vectorSize: VECTOR }, compute),
  ].map(({ tracer }) => tracer);
  const [rewardTracer] = tracers;
  const rewardModel = masteryRewardModel(log.qMatrix.concepts.ids);
  const world = { items: log.items, qMatrix: log.qMatrix };
  const study = {
    policies: POLICIES.map((id) => createPolicy(id, { world, tracers, rewardModel, rewardTracer })),
    simulators: tracers.map((tracer) => tracerSimulator(tracer, { reward: "none" })),
    lengths: LENGTHS,
    learners: Int32Array.from({ length: EPISODES / 10 }, (_, learner) => learner),
    repeats: 10,
    rewardTracer,
    rewardModel,
    seed: 1,
  };
  const { ms } = await timed(() => rem(study));
  return { study: ms };
});
