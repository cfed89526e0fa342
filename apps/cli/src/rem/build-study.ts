import { type ComputeOptions, type WorkOptions, ZpdError } from "@zpd/core";
import { warningText } from "../output/warning-text";
import type { StudySpec } from "../study-spec";
import { fitStudyModel, rewardDataOf, type StudyModel } from "./fit-models";
import type { StudyChoice } from "./study-choice";
import { playedLearners, type StudySource } from "./study-source";

/** Whose mastery the reward model reads, as in the study the matrix comes from. */
const REWARD_TRACER = "bkt";
/** With fewer, neither a tracer nor the spread between learners can be told from luck. */
const FEWEST_LEARNERS = 10;

export interface BuiltStudy {
  readonly spec: StudySpec;
  readonly models: ReadonlyMap<string, StudyModel>;
  /** Things a reader of the result should know. */
  readonly notes: readonly string[];
}

/** Fits every tracer the policies and simulators ask for on the log, and the data of the reward model. */
export async function buildStudy(
  source: StudySource,
  { tracers, ...choice }: StudyChoice,
  now: () => number,
  options: WorkOptions & ComputeOptions,
): Promise<BuiltStudy> {
  const { dataset, course } = source;
  if (dataset.log.learners.size < FEWEST_LEARNERS) {
    throw new ZpdError("INVALID_INPUT", {
      where: "rem",
      expected: `a log of ${FEWEST_LEARNERS} learners or more`,
      got: `${dataset.log.learners.size}`,
      advice: "with fewer no verdict could be told from luck",
    });
  }
  const ids = [...new Set([REWARD_TRACER, ...tracers])];
  const models = new Map<string, StudyModel>();
  for (const id of ids) models.set(id, await fitStudyModel(id, dataset, choice.seed, now, options));

  const reward = await rewardDataOf(models.get(REWARD_TRACER)!.tracer, dataset, options);
  const { learners, preTest, leftOut } = playedLearners(dataset, choice.learners);
  const notes = [...models].flatMap(([id, { warnings }]) =>
    warnings.map((warning) => `${id}: ${warningText(warning)}`),
  );
  if (leftOut !== undefined) notes.push(`learners not played: ${leftOut}`);
  if (dataset.tests === undefined) {
    notes.push(
      "the log has no pre- and post-tests: policies are judged by the mean mastery at the end, as BKT sees it",
    );
  }
  return {
    spec: {
      ...choice,
      learners,
      ...(preTest === undefined ? {} : { preTest }),
      models: Object.fromEntries([...models].map(([id, { tracer }]) => [id, tracer.toModelFile()])),
      rewardTracer: REWARD_TRACER,
      reward,
      ...(dataset.sequence === undefined ? {} : { sequence: dataset.sequence }),
      ...(course === undefined ? {} : { course }),
    },
    models,
    notes,
  };
}
