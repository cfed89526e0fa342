import { assertLength, assertThat, type RewardModel, variance } from "@zpd/core";
import { centredDesign, chooseRidge, isDetermined, leaveOneOutR2, ridgeWeights } from "../maths/ridge-regression";
import { shareExplained } from "../maths/share-explained";
import { checkRewardData, type RewardInputs, rewardInputs } from "../parts/reward-inputs";

export interface RewardModelData extends RewardInputs {
  /**
   * Added to the diagonal for every weight but the intercept, in units of learners. Default "leave-one-out": the strength
   * that foretells each learner best from the others (see `chooseRidge`).
   */
  readonly ridge?: number | "leave-one-out";
  /** Inputs are divided by their standard deviation before the ridge, so that it treats them alike (default false). */
  readonly standardise?: boolean;
  /** Names the model in results (default "linear"). */
  readonly id?: string;
}

const WHERE = "fitRewardModel";

/** The reward model with what was estimated. */
export interface LinearRewardModel extends RewardModel {
  readonly intercept: number;
  /** One weight per input, in the order of `inputs`. */
  readonly weights: Float64Array;
  /** Strength of the ridge, as given or chosen. */
  readonly ridge: number;
  /** Share of the variance explained when each learner is foretold from the others; below 0 when the mean does better. */
  readonly r2LeaveOneOut: number;
  /** Learners it was fitted on. */
  readonly learners: number;
}

/**
 * Least squares of post-test on (pre-test, mastery of each concept) with an intercept; predictions are clipped to 0…1.
 *
 * Source: Zhao et al. (PEAR, DQKT) as in their published `rewards.py`: ordinary least squares on [pre-test, 21 beliefs],
 * clipped to [0, 1].
 *
 * Deviations:
 * 1. A ridge on centred inputs instead of none, its strength chosen by leave-one-out. Mastery at the end of a real course
 *    hardly varies for some concepts; without a ridge their weights grow without bound, and simulated learners, who end
 *    elsewhere, get absurd scores. A later version of the study standardises the inputs and uses a ridge of 100.
 * 2. `r2` is that of the clipped prediction on the data it was fitted to: an optimistic figure with many concepts;
 *    `r2LeaveOneOut` is the honest one.
 *
 * O(L · C² + C³).
 * @throws INVALID_INPUT on fewer than `minLearners` learners, scores outside 0…1 or NaN; SHAPE; INVALID_CONFIG;
 *   NUMERICAL when there is no ridge and the weights are not determined
 */
export function fitRewardModel(data: RewardModelData): LinearRewardModel {
  const { mastery, preTest, postTest, conceptIds } = data;
  checkRidge(data.ridge);
  checkRewardData(WHERE, data);
  const learners = postTest.length;
  const usesPreTest = preTest !== undefined;
  const inputs = usesPreTest ? ["preTest", ...conceptIds] : [...conceptIds];
  const rows = rewardInputs(mastery, preTest, learners, inputs.length);
  const scale = data.standardise === true ? divideByDeviation(rows, inputs.length) : undefined;
  const design = centredDesign(rows, postTest);
  const ridge = data.ridge === undefined || data.ridge === "leave-one-out" ? chooseRidge(design) : data.ridge;
  assertThat(ridge > 0 || isDetermined(design), "NUMERICAL", {
    where: WHERE,
    expected: "mastery of every concept to vary by itself, where no ridge is given",
    got: "a concept that hardly varies, or that follows from others",
    advice: "give a ridge",
  });
  const weights = ridgeWeights(design, ridge);
  let intercept = design.target;
  for (let j = 0; j < inputs.length; j++) {
    intercept -= weights[j]! * design.centre[j]!;
    if (scale !== undefined) weights[j]! /= scale[j]!;
  }

  const predict = linearPrediction(intercept, weights, conceptIds.length, usesPreTest);
  return {
    id: data.id ?? "linear",
    inputs,
    r2: shareExplained(predict(mastery, preTest), postTest, design.target),
    r2LeaveOneOut: leaveOneOutR2(design, ridge),
    usesPreTest,
    intercept,
    weights,
    linear: { intercept, weights },
    ridge,
    learners,
    predict,
  };
}

/** Divides each column of `[L, W]` by its standard deviation, in place; a column that does not vary is left as it is. */
function divideByDeviation(rows: Float64Array, width: number): Float64Array {
  const learners = rows.length / width;
  const scale = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    const column = Float64Array.from({ length: learners }, (_, l) => rows[l * width + j]!);
    // Of the learners at hand, divided by their number, as scikit-learn's StandardScaler.
    const deviation = Math.sqrt((variance(column) * (learners - 1)) / learners);
    scale[j] = column.every((value) => value === column[0]) ? 1 : deviation;
  }
  for (let at = 0; at < rows.length; at++) rows[at]! /= scale[at % width]!;
  return scale;
}

function linearPrediction(
  intercept: number,
  weights: Float64Array,
  concepts: number,
  usesPreTest: boolean,
): RewardModel["predict"] {
  const shift = usesPreTest ? 1 : 0;
  return (mastery, preTest, out = new Float64Array(mastery.length / concepts)) => {
    assertLength("RewardModel.predict", "mastery", mastery, out.length * concepts, "[B, C]");
    if (usesPreTest) assertLength("RewardModel.predict", "preTest", preTest ?? [], out.length, "[B]");
    for (let row = 0; row < out.length; row++) {
      let sum = usesPreTest ? intercept + weights[0]! * preTest![row]! : intercept;
      for (let c = 0; c < concepts; c++) sum += weights[c + shift]! * mastery[row * concepts + c]!;
      // The study clips; NaN goes through so that a missing input is seen.
      out[row] = Math.min(1, Math.max(0, sum));
    }
    return out;
  };
}

function checkRidge(ridge: RewardModelData["ridge"] = "leave-one-out"): void {
  assertThat(ridge === "leave-one-out" || (ridge >= 0 && ridge < Number.POSITIVE_INFINITY), "INVALID_CONFIG", {
    where: WHERE,
    expected: 'ridge to be a number from 0 or "leave-one-out"',
    got: `${ridge}`,
  });
}
