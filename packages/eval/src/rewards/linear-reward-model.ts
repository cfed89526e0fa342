import { assertLength, assertThat, mean, type RewardModel, solveCholesky, ZpdError } from "@zpd/core";

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
   * Added to the diagonal for every weight but the intercept, in units of learners (default 1e-6): just enough to have
   * one solution when concepts move together, too little to shift a weight that the data fix.
   */
  readonly ridge?: number;
  /** Fewer learners than this are refused (default 10). */
  readonly minLearners?: number;
}

const DEFAULT_RIDGE = 1e-6;
const DEFAULT_MIN_LEARNERS = 10;
const WHERE = "fitRewardModel";

/** The reward model with what was estimated. */
export interface LinearRewardModel extends RewardModel {
  readonly intercept: number;
  /** One weight per input, in the order of `inputs`. */
  readonly weights: Float64Array;
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
 * 1. A ridge of 1e-6 learners on centred inputs instead of none: with more concepts than learners the plain system has no
 *    single solution. A later version of the study standardises and uses a ridge of 100; set `ridge` for that effect.
 * 2. `r2` is that of the clipped prediction on the data it was fitted to: an optimistic figure with many concepts.
 *
 * O(L · C² + C³).
 * @throws INVALID_INPUT on fewer than `minLearners` learners, scores outside 0…1 or NaN; SHAPE; INVALID_CONFIG
 */
export function fitRewardModel(data: RewardModelData): LinearRewardModel {
  const { mastery, preTest, postTest, conceptIds, ridge = DEFAULT_RIDGE, minLearners = DEFAULT_MIN_LEARNERS } = data;
  checkData(data, ridge, minLearners);
  const learners = postTest.length;
  const usesPreTest = preTest !== undefined;
  const inputs = usesPreTest ? ["preTest", ...conceptIds] : [...conceptIds];
  const width = inputs.length;
  const rows = designRows(mastery, preTest, learners, width);

  const centre = new Float64Array(width);
  for (let l = 0; l < learners; l++) for (let j = 0; j < width; j++) centre[j]! += rows[l * width + j]! / learners;
  const target = mean(postTest);
  const gram = new Float64Array(width * width);
  const moment = new Float64Array(width);
  for (let l = 0; l < learners; l++) {
    for (let i = 0; i < width; i++) {
      const x = rows[l * width + i]! - centre[i]!;
      moment[i]! += x * (postTest[l]! - target);
      for (let j = 0; j <= i; j++) gram[i * width + j]! += x * (rows[l * width + j]! - centre[j]!);
    }
  }
  for (let j = 0; j < width; j++) gram[j * width + j]! += ridge;
  const weights = solveCholesky(gram, moment);
  let intercept = target;
  for (let j = 0; j < width; j++) intercept -= weights[j]! * centre[j]!;

  const predict = linearPrediction(intercept, weights, conceptIds.length, usesPreTest);
  return {
    id: "linear",
    inputs,
    r2: shareExplained(predict(mastery, preTest), postTest, target),
    usesPreTest,
    intercept,
    weights,
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

function checkData(data: RewardModelData, ridge: number, minLearners: number): void {
  const { mastery, preTest, postTest, conceptIds } = data;
  const learners = postTest.length;
  assertThat(ridge >= 0 && ridge < Number.POSITIVE_INFINITY, "INVALID_CONFIG", {
    where: WHERE,
    expected: "ridge to be a number from 0",
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
