import { assertLength, assertThat, ZpdError } from "@zpd/core";

/** What a reward model is fitted to. */
export interface RewardInputs {
  /** P(known) at the end of each learner's course `[L, C]`. */
  readonly mastery: Float32Array;
  /** Score of the test before the course `[L]`, 0…1. Absent: the model reads mastery only. */
  readonly preTest?: Float64Array;
  /** Score of the test after the course `[L]`, 0…1. */
  readonly postTest: Float64Array;
  /** `[C]` */
  readonly conceptIds: readonly string[];
  /** Fewer learners than this are refused (default 10). */
  readonly minLearners?: number;
}

const DEFAULT_MIN_LEARNERS = 10;

/** Inputs of each learner `[L, W]`: the pre-test first where there is one, then mastery of each concept. */
export function rewardInputs(
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

/** @throws INVALID_INPUT on too few learners, scores outside 0…1 or NaN; SHAPE */
export function checkRewardData(where: string, data: RewardInputs): void {
  const { mastery, preTest, postTest, conceptIds, minLearners = DEFAULT_MIN_LEARNERS } = data;
  const learners = postTest.length;
  assertThat(learners >= minLearners, "INVALID_INPUT", {
    where,
    expected: `at least ${minLearners} learners with a test after the course`,
    got: `${learners}`,
    advice: "without tests use masteryRewardModel",
  });
  assertLength(where, "mastery", mastery, learners * conceptIds.length, "[L, C]");
  if (preTest !== undefined) assertLength(where, "preTest", preTest, learners, "[L]");
  for (const [name, values, perLearner] of [
    ["postTest", postTest, 1],
    ["preTest", preTest ?? [], 1],
    ["mastery", mastery, conceptIds.length],
  ] as const) {
    for (let n = 0; n < values.length; n++) {
      if (!(values[n]! >= 0 && values[n]! <= 1)) {
        throw new ZpdError("INVALID_INPUT", {
          where,
          expected: `${name} in 0…1`,
          got: `${values[n]} for learner ${Math.floor(n / perLearner)}`,
          advice: "leave learners without tests out of all three arrays",
        });
      }
    }
  }
}
