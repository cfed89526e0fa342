import { assertLength, type RewardModel, sigmoid } from "@zpd/core";
import { chooseLogisticRidge, fitLogistic, leftOutR2 } from "../maths/logistic-ridge";
import { shareExplained } from "../maths/share-explained";
import { checkRewardData, type RewardInputs, rewardInputs } from "../parts/reward-inputs";

/** A reward model whose slope depends on where a learner is. */
export interface LogisticRewardModel extends RewardModel {
  readonly intercept: number;
  /** One weight per input, in the order of `inputs`. */
  readonly weights: Float64Array;
  /** Strength of the ridge that was chosen. */
  readonly ridge: number;
  readonly r2LeaveOneOut: number;
  /** Learners it was fitted on. */
  readonly learners: number;
  /** By how much the foretold score rises with the mastery of each concept `[B, C]`: weight x score x (1 - score). */
  gradient(mastery: Float32Array, preTest?: Float64Array): Float64Array;
  /** The mean of that over the learners it was fitted on `[C]`. */
  readonly meanGradient: Float64Array;
}

const WHERE = "fitLogisticRewardModel";

/**
 * Post-test = sigmoid(intercept + weights · (pre-test, mastery)), by cross-entropy with a ridge chosen by leave-one-out:
 * like the linear model in the middle, but what a concept adds grows small for learners who are near either end, and no
 * score has to be clipped.
 *
 * Source: fractional logit, Papke and Wooldridge 1996. Its gradient on mastery is our reading of a reward model "by the
 * gradient of reward on mastery", which the study does not define.
 *
 * O(C² · (L + C)), some hundred times. @throws INVALID_INPUT on fewer than `minLearners` learners, scores outside 0…1 or NaN; SHAPE
 */
export function fitLogisticRewardModel(data: RewardInputs): LogisticRewardModel {
  checkRewardData(WHERE, data);
  const { mastery, preTest, postTest, conceptIds } = data;
  const usesPreTest = preTest !== undefined;
  const inputs = usesPreTest ? ["preTest", ...conceptIds] : [...conceptIds];
  const rows = rewardInputs(mastery, preTest, postTest.length, inputs.length);
  const ridge = chooseLogisticRidge(rows, postTest);
  const fit = fitLogistic(rows, postTest, ridge);
  const { intercept, weights } = fit;
  const concepts = conceptIds.length;
  const shift = usesPreTest ? 1 : 0;

  const predict: RewardModel["predict"] = (known, before, out = new Float64Array(known.length / concepts)) => {
    assertLength("RewardModel.predict", "mastery", known, out.length * concepts, "[B, C]");
    if (usesPreTest) assertLength("RewardModel.predict", "preTest", before ?? [], out.length, "[B]");
    for (let row = 0; row < out.length; row++) {
      let logit = usesPreTest ? intercept + weights[0]! * before![row]! : intercept;
      for (let c = 0; c < concepts; c++) logit += weights[c + shift]! * known[row * concepts + c]!;
      out[row] = sigmoid(logit);
    }
    return out;
  };
  const gradient = (known: Float32Array, before?: Float64Array): Float64Array => {
    const scores = predict(known, before);
    return Float64Array.from(known, (_, at) => {
      const score = scores[Math.floor(at / concepts)]!;
      return weights[(at % concepts) + shift]! * score * (1 - score);
    });
  };
  const meanGradient = new Float64Array(concepts);
  for (const [at, slope] of gradient(mastery, preTest).entries())
    meanGradient[at % concepts]! += slope / postTest.length;
  const centre = postTest.reduce((sum, score) => sum + score, 0) / postTest.length;
  return {
    id: "logistic",
    inputs,
    r2: shareExplained(fit.fitted, postTest, centre),
    r2LeaveOneOut: leftOutR2(fit, postTest),
    usesPreTest,
    intercept,
    weights,
    ridge,
    learners: postTest.length,
    predict,
    gradient,
    meanGradient,
  };
}
