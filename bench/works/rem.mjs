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
  figures: [{ figure: "matrix", reach: 0.02 }],
  peer: { script: "rem.py", modules: ["numpy"] },
  async prepare(folder) {
    const course = createCourse("medium", { seed: 1 });
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

await runWhenStarted(import.meta.url, async (_world, folder) => {
  const tracers = [];
  for (const seed of WORLDS) tracers.push(bktDescriptor.restore(await loadModel(join(folder, `model-${seed}`))));
  const world = { items: tracers[0].items, qMatrix: tracers[0].qMatrix };
  const study = {
    policies: POLICIES.map((id) => createPolicy(id, { world, tracers: [tracers[0]] })),
    simulators: tracers.map((tracer, index) => ({ ...tracerSimulator(tracer, {}), id: `bkt-${index + 1}` })),
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
