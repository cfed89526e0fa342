import { type ComputeOptions, type FittedTracer, type ModelFile, type WorkOptions, ZpdError } from "@zpd/core";
import { FIXED_ORDER, itemOrderAgreement } from "@zpd/eval";
import { rewardModelsOf, tracersNeeded } from "../compose";
import { warningText } from "../output/warning-text";
import { modelOfFold, type RewardData, type StudySpec } from "../study-spec";
import { FOLDS } from "./defaults";
import { fitStudyModel, rewardDataOf, type StudyModel } from "./fit-models";
import type { StudyChoice } from "./study-choice";
import { studyFolds } from "./study-folds";
import { playedLearners, type StudySource } from "./study-source";

/** Whose mastery the reward model reads, as in the study the matrix comes from. */
const REWARD_TRACER = "bkt";
/**
 * Of another kind, so that a policy that plans with the reward tracer, and is good at raising what it believes, is judged by
 * one it does not plan with.
 */
const OTHER_REWARD_TRACER = "pfa";
/** With fewer, neither a tracer nor the spread between learners can be told from luck. */
const FEWEST_LEARNERS = 10;

export interface BuiltStudy {
  readonly spec: StudySpec;
  readonly models: ReadonlyMap<string, StudyModel>;
  /** Things a reader of the result should know. */
  readonly notes: readonly string[];
}

/**
 * Fits every tracer the policies and simulators ask for, and the data of the reward model. Simulators are fitted on other
 * learners than those they play; policies and the reward model look through a fit on all.
 */
export async function buildStudy(
  source: StudySource,
  { tracers, ownTracers, rewardModel, ...choice }: StudyChoice,
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
  const { learners, preTest, leftOut } = playedLearners(dataset, choice.learners);
  const { folds, foldOf } = studyFolds(dataset, learners, {
    count: FOLDS[course === undefined ? "log" : "course"],
    seed: choice.seed,
  });
  const teaching = new Set([
    REWARD_TRACER,
    OTHER_REWARD_TRACER,
    ...tracersNeeded(choice.policies, [], false),
    ...ownTracers,
  ]);
  const models = new Map<string, StudyModel>();
  for (const id of new Set([...teaching, ...tracers])) {
    const usedBy = { simulator: choice.simulators.includes(id), others: teaching.has(id) };
    models.set(id, await fitStudyModel(id, dataset, { ...options, seed: choice.seed, folds, usedBy }));
  }
  const rewardTracer = models.get(REWARD_TRACER)!.tracer!;
  const rewardOf = async (id: string): Promise<RewardData> => ({
    ...(await rewardDataOf(models.get(id)!.tracer!, dataset, options)),
    ...(rewardModel === undefined ? {} : { model: rewardModel }),
  });
  const reward = await rewardOf(REWARD_TRACER);
  const notes = [...models].flatMap(([id, { warnings }]) =>
    warnings.map((warning) => `${id}: ${warningText(warning)}`),
  );
  if (leftOut !== undefined) notes.push(`learners not played: ${leftOut}`);
  notes.push(...rewardModelsOf(reward, rewardTracer.qMatrix.concepts.ids).notes);
  const agreement = itemOrderAgreement(dataset.log);
  if (agreement >= FIXED_ORDER) {
    notes.push(
      `learners met the items in nearly one order (mean rank correlation ${agreement.toFixed(2)}): no tracer can tell a concept from its place in the course, so verdicts on policies that leave that order rest on little`,
    );
  }
  return {
    spec: {
      ...choice,
      learners,
      ...(preTest === undefined ? {} : { preTest }),
      models: modelFiles(models),
      foldOf,
      folds: folds.length,
      rewardTracer: REWARD_TRACER,
      reward,
      otherRewards: { [OTHER_REWARD_TRACER]: await rewardOf(OTHER_REWARD_TRACER) },
      ...(dataset.sequence === undefined ? {} : { sequence: dataset.sequence }),
      ...(course === undefined ? {} : { course }),
    },
    models,
    notes,
  };
}

function modelFiles(models: ReadonlyMap<string, StudyModel>): Record<string, ModelFile> {
  const named = [...models].flatMap(([id, { tracer, folds = [] }]): [string, FittedTracer][] => [
    ...(tracer === undefined ? [] : [[id, tracer] satisfies [string, FittedTracer]]),
    ...folds.map((own, fold): [string, FittedTracer] => [modelOfFold(id, fold), own]),
  ]);
  return Object.fromEntries(named.map(([name, tracer]) => [name, tracer.toModelFile()]));
}
