import { type RewardModel, ZpdError } from "@zpd/core";

/** Who is scored, and when: what an error names. */
interface ScoredLearners {
  /** Id of the tracer whose mastery is read. */
  readonly tracer: string;
  /** Population indices `[B]`. */
  readonly learners: Int32Array;
  readonly answers: number;
}

/** What a reward model foretells of learners' tests `[B]`, in `out`. O(B · C). @throws CONTRACT when a score is not finite */
export function scoreLearners(
  model: RewardModel,
  mastery: Float32Array,
  preTest: Float64Array,
  out: Float64Array,
  { tracer, learners, answers }: ScoredLearners,
): Float64Array {
  const predicted = model.predict(mastery, model.usesPreTest ? preTest : undefined, out);
  const bad = predicted.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return predicted;
  throw new ZpdError("CONTRACT", {
    where: "playCell",
    expected: `reward model "${model.id}" on mastery of "${tracer}" to give a finite score`,
    got: `${predicted[bad]} for learner ${learners[bad]} after ${answers} answers`,
  });
}
