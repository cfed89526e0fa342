import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadModel, saveModel } from "@zpd/core/node";
import { masteryRewardModel, rem } from "@zpd/eval";
import { bktDescriptor } from "@zpd/kt";
import { createPolicy } from "@zpd/rl";
import { courseSimulator, createCourse, recordLog, tracerSimulator } from "@zpd/sim";
import { runWhenStarted, timed } from "./run-here.mjs";

const LEARNERS = 860;
const STEPS = 20;
/** Learners that the Python loop plays; its time is scaled to all. */
const SLICE = 10;
/** The size of Mastery Grids: 21 topics, 103 problems. */
const CONCEPTS = 21;
const ITEMS = 103;
const WORLDS = [1, 2, 3];
const POLICIES = [
  "random",
  "instruct-seq",
  "inv-instruct-seq",
  "bkt-mp",
  "bkt-highest-prob-correct",
  "bkt-highest-prob-incorrect",
  "bkt-uncertain",
  "bkt-zone",
];

export const work = {
  name: "rem",
  title: `matrix of ${POLICIES.length} policies x ${WORLDS.length} simulators x ${LEARNERS} learners x ${STEPS} answers, one thread; peer one learner at a time in Python`,
  figures: [
    { figure: "matrix", of: "plain", reach: 0.02 },
    { figure: "matrix", of: "numpy" },
  ],
  peer: { script: "rem.py", modules: ["numpy"] },
  async prepare(folder) {
    const course = createCourse(courseSpec(), { seed: 1 });
    const simulators = [];
    let conceptOf = [];
    for (const seed of WORLDS) {
      const policy = createPolicy("random", { world: course });
      const { log } = await recordLog(courseSimulator(course), policy, { learners: 200, answersPerLearner: 60, seed });
      const { tracer, report } = await bktDescriptor.fit(log, { starts: 1, maxIterations: 30 }, { seed });
      await saveModel(join(folder, `model-${seed}`), tracer.toModelFile());
      const column = (name) => report.parameters.map((row) => row[name]);
      simulators.push({ prior: column("prior"), learn: column("learn"), guess: column("guess"), slip: column("slip") });
      conceptOf = Array.from({ length: log.items.size }, (_, item) => log.qMatrix.concept[log.qMatrix.offsets[item]]);
    }
    const world = join(folder, "world.json");
    const rewardWeights = simulators[0].prior.map(() => 1 / simulators[0].prior.length);
    writeFileSync(
      world,
      JSON.stringify({ slice: SLICE, learners: LEARNERS, steps: STEPS, conceptOf, simulators, rewardWeights }),
    );
    return [world, folder];
  },
};

/** A chain of concepts, each built on the one before, with items of mixed difficulty. */
function courseSpec() {
  const concepts = Array.from({ length: CONCEPTS }, (_, c) => ({
    id: `c${c}`,
    prerequisites: c === 0 ? [] : [`c${c - 1}`],
  }));
  const questions = Array.from({ length: ITEMS }, (_, item) => ({
    id: `i${item}`,
    concepts: [`c${Math.floor((item * CONCEPTS) / ITEMS)}`],
    difficulty: (item % 3) - 1,
  }));
  return {
    id: "bench",
    title: "A chain of concepts",
    concepts,
    items: questions,
    learners: {
      ability: { mean: 0, sd: 0.5 },
      learnRate: { median: 0.8, spread: 0.4 },
      slip: { low: 0.02, high: 0.15 },
    },
    laws: {
      guess: 0.15,
      readinessFloor: 0.1,
      zoneTarget: 0.6,
      zoneWidth: 0.3,
      feedback: 0.6,
      startDifficulty: 0,
      startDepth: 0,
    },
    preTest: concepts.map(({ id }) => ({ concepts: [id], difficulty: 0 })),
    postTest: concepts.map(({ id }) => ({ concepts: [id], difficulty: 0 })),
  };
}

await runWhenStarted(import.meta.url, async (_world, folder) => {
  const tracers = [];
  for (const seed of WORLDS) tracers.push(bktDescriptor.restore(await loadModel(join(folder, `model-${seed}`))));
  const world = { items: tracers[0].items, qMatrix: tracers[0].qMatrix };
  const study = {
    policies: POLICIES.map((id) => createPolicy(id, { world, tracers: [tracers[0]] })),
    simulators: tracers.map((tracer, index) => ({
      ...tracerSimulator(tracer, { reward: "none" }),
      id: `bkt-${index + 1}`,
    })),
    lengths: [STEPS],
    learners: Int32Array.from({ length: LEARNERS }, (_, learner) => learner),
    repeats: 1,
    rewardTracer: tracers[0],
    rewardModel: masteryRewardModel(world.qMatrix.concepts.ids),
    seed: 1,
  };
  const { ms } = await timed(() => rem(study));
  return { matrix: ms };
});
