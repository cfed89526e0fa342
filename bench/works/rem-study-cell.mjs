import { createNumberedVocabulary, createRandomStream, qMatrixFromIds } from "@zpd/core";
import { masteryRewardModel, playCell } from "@zpd/eval";
import { cellWorkerData, createCellWorker } from "@zpd/eval/node";
import { bktDescriptor } from "@zpd/kt";
import { dktDescriptor, dqktDescriptor } from "@zpd/kt/neural";
import { createPolicy } from "@zpd/rl";
import { tracerSimulator } from "@zpd/sim";

const descriptors = [bktDescriptor, dktDescriptor, dqktDescriptor];

/** Answers at random: how well a model predicts does not matter to how fast it plays. */
function randomLog({ items, concepts }) {
  const random = createRandomStream(1, "bench-rem-study");
  const [learners, length] = [80, 40];
  return {
    learners: createNumberedVocabulary(learners),
    items: createNumberedVocabulary(items),
    qMatrix: qMatrixFromIds(Array.from({ length: items }, (_, item) => [`c${item % concepts}`])),
    offsets: Int32Array.from({ length: learners + 1 }, (_, l) => l * length),
    item: Int32Array.from({ length: learners * length }, () => random.integer(items)),
    score: Uint8Array.from({ length: learners * length }, () => random.integer(2)),
  };
}

/** BKT, DKT and DQKT of the sizes in `spec`, as model files. */
export async function fitModels(spec) {
  const log = randomLog(spec);
  const deep = { maxEpochs: 1, inputs: "items" };
  const settings = [
    { starts: 1, maxIterations: 10 },
    { ...deep, units: spec.units, embeddingSize: spec.units },
    { ...deep, slots: spec.slots, vectorSize: spec.vector },
  ];
  const fits = [];
  for (const [k, descriptor] of descriptors.entries()) fits.push(await descriptor.fit(log, settings[k], { seed: 1 }));
  return fits.map(({ tracer }) => tracer.toModelFile());
}

export function openStudy({ models, policies, lengths, learners, repeats }) {
  const tracers = models.map((file, k) => descriptors[k].restore(file));
  const [rewardTracer] = tracers;
  const { items, qMatrix } = rewardTracer;
  const rewardModel = masteryRewardModel(qMatrix.concepts.ids);
  return {
    policies: policies.map((id) => createPolicy(id, { world: { items, qMatrix }, tracers, rewardModel, rewardTracer })),
    simulators: tracers.map((tracer) => tracerSimulator(tracer, { reward: "none" })),
    lengths,
    learners: Int32Array.from({ length: learners }, (_, learner) => learner),
    repeats,
    rewardTracer,
    rewardModel,
    seed: 1,
  };
}

let study;

/** Plays cells in a worker thread, which builds the study once. */
export default createCellWorker((index, options) => {
  study ??= openStudy(cellWorkerData());
  return playCell(study, index, options);
});
