import { isZpdError, type RewardModel } from "@zpd/core";
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

/** The ridge of the study's later version, on standardised inputs. */
const STUDY_RIDGE = 100;

/**
 * The reward model that a course's tests allow, and the ones it is held against.
 *
 * | id | what |
 * |---|---|
 * | `linear` | least squares, ridge by leave-one-out; the main one wherever there is a post-test |
 * | `linear-unridged` | least squares as in the study's first version |
 * | `linear-ridge-100` | inputs standardised, ridge of 100: the study's later version |
 * | `logistic` | a slope on mastery that depends on where a learner is |
 * | `mean-mastery` | no test at all; the main one where there is none |
 *
 * Without a pre-test they read mastery only. Both are said in `notes`.
 * @throws INVALID_INPUT on fewer learners than `minLearners`, scores outside 0…1 or NaN; SHAPE
 */
export function fitRewardModels({ postTest, ...course }: CourseTests): RewardModels {
  const plain = masteryRewardModel(course.conceptIds);
  if (postTest === undefined) {
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
  const others: RewardModel[] = [];
  try {
    others.push(fitRewardModel({ ...data, ridge: 0, id: "linear-unridged" }));
  } catch (error) {
    if (!isZpdError(error) || error.code !== "NUMERICAL") throw error;
    notes.push(
      "least squares without a ridge was left out: mastery of some concepts does not vary, or varies together",
    );
  }
  others.push(
    fitRewardModel({ ...data, ridge: STUDY_RIDGE, standardise: true, id: "linear-ridge-100" }),
    fitLogisticRewardModel(data),
    plain,
  );
  return { main: fitRewardModel(data), others, notes };
}
