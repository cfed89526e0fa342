import { type ItemParameters, ZpdError } from "@zpd/core";

export interface Difficulties {
  /** `[I]` */
  readonly difficulty: Float64Array;
  /** `[I]`, absent where the parameters have no scales. */
  readonly difficultyScale?: Float64Array;
}

/**
 * Difficulty b = threshold / discrimination of each item, for models of one factor: logit = a (theta - b). Its scale is
 * the delta method's, (s_t² + b² s_a²) / a², with threshold and discrimination taken as independent. O(I).
 * @throws UNSUPPORTED on several factors, where no single ability makes an item a coin toss
 */
export function difficulties(parameters: ItemParameters): Difficulties {
  const { factors, discrimination, threshold, discriminationScale, thresholdScale } = parameters;
  if (factors !== 1) {
    throw new ZpdError("UNSUPPORTED", {
      where: "difficulties",
      expected: "parameters of one factor",
      got: `${factors} factors`,
      advice: "compare thresholds instead",
    });
  }
  const difficulty = threshold.map((value, i) => value / discrimination[i]!);
  if (discriminationScale === undefined || thresholdScale === undefined) return { difficulty };
  const difficultyScale = difficulty.map(
    (b, i) => Math.hypot(thresholdScale[i]!, b * discriminationScale[i]!) / Math.abs(discrimination[i]!),
  );
  return { difficulty, difficultyScale };
}
