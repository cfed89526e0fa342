import { checkOptions, createRandomField, ZpdError } from "@zpd/core";

/** How many answers learners give: log-normal around `median`, rounded, and cut off at `min` and `max`. */
export interface LengthLaw {
  readonly median: number;
  /** Standard deviation of the logarithm, >= 0. Default 0.67, the ratio of mean and median in the Mastery Grids data. */
  readonly spread?: number;
  /** Default 1. */
  readonly min?: number;
  /** Default: none. */
  readonly max?: number;
}

/** ln(mean / median) = spread² / 2 for a log-normal; Mastery Grids: mean 206, median 165. */
const DEFAULT_SPREAD = 0.67;

/** Number of answers of each learner `[L]`; under a law it follows from (seed, learner). @throws INVALID_CONFIG */
export function drawAnswerCounts(law: number | LengthLaw, learners: Int32Array, seed: number): Int32Array {
  const {
    median,
    spread = DEFAULT_SPREAD,
    min = 1,
    max = Number.POSITIVE_INFINITY,
  } = typeof law === "number" ? { median: law, spread: 0 } : law;
  if (typeof law !== "number") {
    const any = { kind: "any" } as const;
    checkOptions("recordLog.answersPerLearner", law, { median: any, spread: any, min: any, max: any });
  }
  const whole = Number.isInteger(min) && (max === Number.POSITIVE_INFINITY || Number.isInteger(max));
  const one = typeof law !== "number" || Number.isInteger(law);
  if (!(median >= 1 && Number.isFinite(median) && spread >= 0 && min >= 1 && max >= min && whole && one)) {
    throw new ZpdError("INVALID_CONFIG", {
      where: "recordLog",
      expected:
        "a whole number of answersPerLearner >= 1, or a law with median >= 1, spread >= 0 and whole 1 <= min <= max",
      got: JSON.stringify(law),
    });
  }
  const field = createRandomField(seed, "log length");
  return learners.map((learner) => {
    const drawn = Math.round(median * Math.exp(spread === 0 ? 0 : spread * field.normal(learner)));
    return Math.min(max, Math.max(min, drawn));
  });
}
