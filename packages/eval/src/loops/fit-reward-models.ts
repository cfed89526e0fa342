import { isZpdError, type RewardModel, unknownNameError, ZpdError } from "@zpd/core";
import type { RewardInputs } from "../parts/reward-inputs";
import { fitRewardModel } from "../rewards/linear-reward-model";
import { fitLogisticRewardModel } from "../rewards/logistic-reward-model";
import { masteryRewardModel } from "../rewards/mastery-reward-model";

/** What a course's tests allow: without a post-test nothing can be fitted. */
export type CourseTests = Omit<RewardInputs, "postTest"> & Partial<Pick<RewardInputs, "postTest">>;

export interface RewardModels {
  /** The one that verdicts rest on. */
  readonly main: RewardModel;
  /** Others that could have been chosen, for `RemStudy.otherRewardModels`. */
  readonly others: readonly RewardModel[];
  /** What a reader should know of how they were chosen. */
  readonly notes: readonly string[];
}

/** Ids that a study may rest on. */
export const REWARD_MODEL_IDS = ["linear", "linear-unridged", "linear-ridge-100", "logistic", "mean-mastery"] as const;

/** The ridge of the study's later version, on standardised inputs. */
const STUDY_RIDGE = 100;

/**
 * The reward model that a course's tests allow, and the ones it is held against.
 *
 * | id | what |
 * |---|---|
 * | `linear` | least squares, ridge by leave-one-out; the main one wherever there is a post-test and no other is chosen |
 * | `linear-unridged` | least squares as in the study's first version |
 * | `linear-ridge-100` | inputs standardised, ridge of 100: the study's later version |
 * | `logistic` | a slope on mastery that depends on where a learner is |
 * | `mean-mastery` | no test at all; the main one where there is none |
 *
 * Without a pre-test they read mastery only. Both are said in `notes`.
 * @param chosen id of the main one; absent: as the table says
 * @throws INVALID_INPUT on fewer learners than `minLearners`, scores outside 0…1 or NaN, or where the data do not allow the
 *   chosen one; UNKNOWN_NAME; SHAPE
 */
export function fitRewardModels({ postTest, ...course }: CourseTests, chosen?: string): RewardModels {
  if (chosen !== undefined && !REWARD_MODEL_IDS.some((id) => id === chosen)) {
    throw unknownNameError("fitRewardModels", "reward model", chosen, [...REWARD_MODEL_IDS]);
  }
  const plain = masteryRewardModel(course.conceptIds);
  if (postTest === undefined) {
    if (chosen !== undefined && chosen !== plain.id) throw notAllowed(chosen, "no test after the course");
    return {
      main: plain,
      others: [],
      notes: ["no tests are known: policies are judged by the mean mastery at the end, which no outcome backs"],
    };
  }
  const data = { ...course, postTest };
  const notes: string[] = [];
  if (course.preTest === undefined) {
    notes.push("no test before the course is known: the reward model reads mastery only");
  }
  const models: RewardModel[] = [fitRewardModel(data)];
  try {
    models.push(fitRewardModel({ ...data, ridge: 0, id: "linear-unridged" }));
  } catch (error) {
    if (!isZpdError(error) || error.code !== "NUMERICAL") throw error;
    notes.push(
      "least squares without a ridge was left out: mastery of some concepts does not vary, or varies together",
    );
  }
  models.push(
    fitRewardModel({ ...data, ridge: STUDY_RIDGE, standardise: true, id: "linear-ridge-100" }),
    fitLogisticRewardModel(data),
    plain,
  );
  const main = models.find(({ id }) => id === (chosen ?? models[0]!.id));
  if (main === undefined) throw notAllowed(chosen!, "mastery of concepts that does not vary, or varies together");
  return { main, others: models.filter((model) => model !== main), notes };
}

function notAllowed(chosen: string, got: string): ZpdError {
  return new ZpdError("INVALID_INPUT", {
    where: "fitRewardModels",
    expected: `data that allow the reward model "${chosen}"`,
    got,
    advice: "choose another reward model, or none",
  });
}
