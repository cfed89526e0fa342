import { assertLength, assertThat, type RewardModel, ZpdError } from "@zpd/core";
import { centredDesign, chooseRidge, leaveOneOutR2, ridgeWeights } from "../maths/ridge-regression";

export interface RewardModelData {
  /** P(known) at the end of each learner's course `[L, C]`. */
  readonly mastery: Float32Array;
  /** Score of the test before the course `[L]`, 0…1. Absent: the model reads mastery only. */
  readonly preTest?: Float64Array;
  /** Score of the test after the course `[L]`, 0…1. */
  readonly postTest: Float64Array;
  /** `[C]` */
  readonly conceptIds: readonly string[];
  /**
   * Added to the diagonal for every weight but the intercept, in units of learners. Default "leave-one-out": the strength
   * that foretells each learner best from the others (see `chooseRidge`).
   */
  readonly ridge?: number | "leave-one-out";
  /** Fewer learners than this are refused (default 10). */
  readonly minLearners?: number;
}

const DEFAULT_MIN_LEARNERS = 10;
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
 * @throws INVALID_INPUT on fewer than `minLearners` learners, scores outside 0…1 or NaN; SHAPE; INVALID_CONFIG
 */
export function fitRewardModel(data: RewardModelData): LinearRewardModel {
  const { mastery, preTest, postTest, conceptIds, minLearners = DEFAULT_MIN_LEARNERS } = data;
  checkData(data, minLearners);
  const learners = postTest.length;
  const usesPreTest = preTest !== undefined;
  const inputs = usesPreTest ? ["preTest", ...conceptIds] : [...conceptIds];
  const design = centredDesign(designRows(mastery, preTest, learners, inputs.length), postTest);
  const ridge = data.ridge === undefined || data.ridge === "leave-one-out" ? chooseRidge(design) : data.ridge;
  const weights = ridgeWeights(design, ridge);
  let intercept = design.target;
  for (let j = 0; j < inputs.length; j++) intercept -= weights[j]! * design.centre[j]!;

  const predict = linearPrediction(intercept, weights, conceptIds.length, usesPreTest);
  return {
    id: "linear",
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

/** Inputs of each learner `[L, inputs]`: the pre-test first where there is one. */
function designRows(
  mastery: Float32Array,
  preTest: Float64Array | undefined,
  learners: number,
  width: number,
): Float64Array {
  if (preTest === undefined) return Float64Array.from(mastery);
  const rows = new Float64Array(learners * width);
  for (let l = 0; l < learners; l++) {
    rows[l * width] = preTest[l]!;
    rows.set(mastery.subarray(l * (width - 1), (l + 1) * (width - 1)), l * width + 1);
  }
  return rows;
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

/** 1 - residual / total sum of squares; 0 when the outcome does not vary. */
function shareExplained(predicted: Float64Array, outcome: Float64Array, centre: number): number {
  let residual = 0;
  let total = 0;
  for (let l = 0; l < outcome.length; l++) {
    residual += (outcome[l]! - predicted[l]!) ** 2;
    total += (outcome[l]! - centre) ** 2;
  }
  return total === 0 ? 0 : 1 - residual / total;
}

function checkData(data: RewardModelData, minLearners: number): void {
  const { mastery, preTest, postTest, conceptIds, ridge = "leave-one-out" } = data;
  const learners = postTest.length;
  assertThat(ridge === "leave-one-out" || (ridge >= 0 && ridge < Number.POSITIVE_INFINITY), "INVALID_CONFIG", {
    where: WHERE,
    expected: 'ridge to be a number from 0 or "leave-one-out"',
    got: `${ridge}`,
  });
  assertThat(learners >= minLearners, "INVALID_INPUT", {
    where: WHERE,
    expected: `at least ${minLearners} learners with a test after the course`,
    got: `${learners}`,
    advice: "without tests use masteryRewardModel",
  });
  assertLength(WHERE, "mastery", mastery, learners * conceptIds.length, "[L, C]");
  if (preTest !== undefined) assertLength(WHERE, "preTest", preTest, learners, "[L]");
  for (const [name, values, perLearner] of [
    ["postTest", postTest, 1],
    ["preTest", preTest ?? [], 1],
    ["mastery", mastery, conceptIds.length],
  ] as const) {
    for (let n = 0; n < values.length; n++) {
      if (!(values[n]! >= 0 && values[n]! <= 1)) {
        throw new ZpdError("INVALID_INPUT", {
          where: WHERE,
          expected: `${name} in 0…1`,
          got: `${values[n]} for learner ${Math.floor(n / perLearner)}`,
          advice: "leave learners without tests out of all three arrays",
        });
      }
    }
  }
}
