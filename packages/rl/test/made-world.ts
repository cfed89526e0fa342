import { createVocabulary, type PolicyWorld, type QMatrix, qMatrixFromIds, type RewardModel } from "@zpd/core";
import { countingTracer } from "./counting-tracer";

const items = createVocabulary(["x1", "x2", "y1", "xy", "z1"]);
const qMatrix: QMatrix = qMatrixFromIds([["x"], ["x"], ["y"], ["x", "y"], ["z"]]);

/** Five items on three concepts, with a teacher's order of its own. */
export const world: PolicyWorld = { items, qMatrix, sequence: Int32Array.of(2, 0, 1, 4, 3) };
export const tracer = countingTracer(items, qMatrix);

/** A linear reward: 0.1 + 0.3 x + 0.2 y + 0.1 z, plus 0.2 of the pre-test when it is used. */
export function linearReward(usesPreTest: boolean): RewardModel {
  return {
    id: "linear",
    inputs: [...(usesPreTest ? ["preTest"] : []), "x", "y", "z"],
    r2: 1,
    usesPreTest,
    predict(mastery, preTest, out = new Float64Array(mastery.length / 3)) {
      for (let b = 0; b < out.length; b++) {
        out[b] = 0.1 + 0.3 * mastery[b * 3]! + 0.2 * mastery[b * 3 + 1]! + 0.1 * mastery[b * 3 + 2]!;
        if (usesPreTest) out[b]! += 0.2 * preTest![b]!;
      }
      return out;
    },
  };
}
