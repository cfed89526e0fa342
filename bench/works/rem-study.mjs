import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { playCellsInPool } from "@zpd/eval/node";
import { fitModels } from "./rem-study-cell.mjs";
import { runWhenStarted, timed } from "./run-here.mjs";

/** A policy of each kind that the study has; the others cost what one of these does. */
const POLICIES = ["random", "bkt-mp", "bkt-myopic", "dkt-highest-prob-correct", "dkt-myopic", "dqkt-pear"];
const LENGTHS = [10, 20, 30, 50, 100];
const [LEARNERS, REPEATS] = [86, 10];
const THREADS = 2;
/** Of Mastery Grids, and of the models. */
const SIZES = { items: 103, concepts: 21, units: 100, slots: 40, vector: 50 };
/** Learners and answers that the Python loop plays; its time is scaled to all. */
const SLICE = { episodes: 2, steps: 20 };

export const work = {
  name: "rem-study",
  title: `${POLICIES.length} of the study's policies x bkt, dkt, dqkt x ${LEARNERS * REPEATS} trajectories x ${LENGTHS.at(-1)} answers, two threads; peer PyTorch, two threads, one learner at a time`,
  figures: [{ figure: "study", of: "torch", reach: 0.02 }],
  peer: { script: "rem_study.py", modules: ["torch"] },
  async prepare(folder) {
    const file = join(folder, "study.json");
    const all = { episodes: LEARNERS * REPEATS, steps: LENGTHS.at(-1) };
    writeFileSync(file, JSON.stringify({ ...SIZES, ...all, policies: POLICIES, slice: SLICE }));
    return [file];
  },
};

await runWhenStarted(import.meta.url, async (file) => {
  const { policies, ...spec } = JSON.parse(readFileSync(file, "utf8"));
  const models = await fitModels(spec);
  const { ms } = await timed(() =>
    playCellsInPool({
      moduleUrl: new URL("./rem-study-cell.mjs", import.meta.url),
      workerData: { models, policies, lengths: LENGTHS, learners: LEARNERS, repeats: REPEATS },
      cells: policies.flatMap((_, policy) => models.map((__, simulator) => ({ policy, simulator }))),
      threads: THREADS,
    }),
  );
  return { study: ms };
});
