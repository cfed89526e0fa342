import { createVocabulary, type FittedTracer, type InteractionLog, NO_ITEM, qMatrixFromIds } from "@zpd/core";
import { loadModel } from "@zpd/core/node";
import { type Inspection, inspectDataset, type ReadResult, readLog, textSource } from "@zpd/data";
import { readLogFiles } from "@zpd/data/node";
import { auc, type RemResult } from "@zpd/eval";
import { openCheckpoint } from "@zpd/eval/node";
import { renderRemTable, type TerminalOptions } from "@zpd/eval/report";
import { type BktConfig, bktDescriptor } from "@zpd/kt";
import { tracerDescriptors } from "@zpd/kt/registry";
import { type CreatePolicyOptions, createPolicy } from "@zpd/rl";
import { policyRules } from "@zpd/rl/registry";
import { type Course, courseSimulator, createCourse } from "@zpd/sim";
import { courseDescriptors } from "@zpd/sim/registry";

const read: ReadResult = await readLog(textSource("answers.csv", "user_id,problem_id,correct\nann,p1,1\n"));
const inspection: Inspection = await inspectDataset(read);
const log: InteractionLog = read.dataset.log;
const config: Partial<BktConfig> = { maxGuess: 0.3 };
const tracer: FittedTracer = (await bktDescriptor.fit(log, config, { seed: 1 })).tracer;
const predicted: Float32Array = tracer.predictItems(tracer.start(1), Int32Array.of(NO_ITEM));
const course: Course = createCourse("small", { seed: 1 });
const options: CreatePolicyOptions = { world: { items: createVocabulary(["a"]), qMatrix: qMatrixFromIds([["a"]]) } };
const policy = createPolicy("random", options);
const ids: string[] = [...tracerDescriptors, ...policyRules, ...courseDescriptors].map(({ id }) => id);
const terminal: TerminalOptions = { columns: 80, colour: false };
const table: (result: RemResult) => string = (result) => renderRemTable(result, terminal);

// @ts-expect-error a learner batch is a number
tracer.start("1");
// @ts-expect-error an option that BKT does not have
const wrong: Partial<BktConfig> = { maxGues: 0.3 };

export {
  auc,
  course,
  courseSimulator,
  ids,
  inspection,
  loadModel,
  openCheckpoint,
  policy,
  predicted,
  readLogFiles,
  table,
  wrong,
};
