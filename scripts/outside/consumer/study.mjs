import { fingerprintLog } from "@zpd/core";
import { auc, createRemManifest, fitRewardModel, manifestHash, masteryAtEnd, predictLog, rem } from "@zpd/eval";
import { bktDescriptor } from "@zpd/kt";
import { tracerDescriptors } from "@zpd/kt/registry";
import { createPolicy } from "@zpd/rl";
import { policyRules } from "@zpd/rl/registry";
import { courseSimulator, createCourse, recordLog, tracerSimulator } from "@zpd/sim";
import { courseDescriptors, environmentDescriptors } from "@zpd/sim/registry";

const seed = 3;

/**
 * A course, a log of it, BKT fitted on the log, and a matrix of two policies under two simulators. Plain JSON, the same
 * wherever it runs.
 */
export async function runStudy() {
  const course = createCourse("small", { seed });
  const truth = courseSimulator(course);
  const random = createPolicy("random", { world: course });
  const { log, tests } = await recordLog(truth, random, { learners: 80, answersPerLearner: { median: 20 }, seed });
  const { tracer, report } = await bktDescriptor.fit(log, {}, { seed });
  const predicted = await predictLog(tracer, log);
  const rewardModel = fitRewardModel({
    mastery: await masteryAtEnd(tracer, log),
    preTest: tests.preTest,
    postTest: tests.postTest,
    conceptIds: course.qMatrix.concepts.ids,
  });
  const study = {
    policies: [
      createPolicy("instruct-seq", { world: course }),
      createPolicy("bkt-zone", { world: course, tracers: [tracer] }),
    ],
    simulators: [tracerSimulator(tracer), truth],
    lengths: [10, 20],
    learners: Int32Array.from({ length: 20 }, (_, learner) => learner),
    preTest: tests.preTest.slice(0, 20),
    repeats: 2,
    rewardTracer: tracer,
    rewardModel,
    seed,
  };
  const { result } = await rem(study);
  return {
    listed: [tracerDescriptors, policyRules, courseDescriptors, environmentDescriptors].map((table) =>
      table.map(({ id }) => id),
    ),
    fingerprint: await fingerprintLog(log),
    manifest: await manifestHash(createRemManifest(study)),
    logLikelihood: report.logLikelihood,
    auc: auc(predicted, log.score),
    predictions: Array.from(predicted.subarray(0, 20)),
    matrix: result.cells,
    verdicts: result.verdicts,
  };
}
